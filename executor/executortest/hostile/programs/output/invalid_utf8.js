const write = (fd, hex) => require("fs").writeSync(fd, Buffer.from(hex, "latin1"));

write(1, "NUL \0\nhalf \xf0\x9f\nsurrogate \xed\xa0\x80\noverlong \xc0\x80\n");
write(1, "beyond \xf5\x80\x80\x80\nnoncharacter \xef\xbf\xbf\nfine \xe2\x82\xac\n");
write(2, "\xff");
