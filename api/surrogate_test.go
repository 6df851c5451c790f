package api

import "testing"

func TestLoneSurrogate(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		`""`: false, `"a"`: false, `"😀"`: false, `"\ud83d\ude00"`: false, `"\uD83D\uDE00"`: false, `"\u00e4"`: false,
		`"\\ud83d"`: false, `"\\\ud83d"`: true, `"\ud83d"`: true, `"\ude00"`: true, `"\ude00\ud83d"`: true,
		`"\ud83d\ud83d\ude00"`: true, `"\ud83dx"`: true, `"\ud83d\n"`: true, `"\ud83d\u0041"`: true, `"\\"`: false, `"\ud83d\ude00\udfff"`: true,
	} {
		if got := loneSurrogate([]byte(raw)); got != want {
			t.Errorf("loneSurrogate(%s) = %t, want %t", raw, got, want)
		}
	}
}
