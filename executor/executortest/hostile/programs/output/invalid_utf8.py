import os

os.write(1, b"NUL \0\nhalf \xf0\x9f\nsurrogate \xed\xa0\x80\noverlong \xc0\x80\n")
os.write(1, b"beyond \xf5\x80\x80\x80\nnoncharacter \xef\xbf\xbf\nfine \xe2\x82\xac\n")
os.write(2, b"\xff")
