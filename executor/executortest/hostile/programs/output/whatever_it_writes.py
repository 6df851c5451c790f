import sys

sys.stdout.write("a\r\nb\r\x1b[31mred\x1b[0m\a\b\u202eback\u2028line\ufeff<script>alert(1)</script>\\n\"%s${x}")
