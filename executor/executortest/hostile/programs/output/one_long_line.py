print("y" * 999_999 + "z")
