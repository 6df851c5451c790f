for (let i = 0; i < 2000; i++) {
  console.log(i);
  console.error(i);
}
