process.stdout.write(Buffer.from([...Array(256).keys()]));
