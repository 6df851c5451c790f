package docker

// What a warm container takes in memory is what its runner says of it when the
// interpreter waits, and what the engine keeps beside it.
const (
	// engineShare is for the engine's own process beside each container:
	// containerd's shim has 3.2 MiB of its own, measured with containerd 1.6.
	engineShare = 4 << 20

	// untoldMemory is for a container whose runner cannot tell, as under
	// gVisor.
	untoldMemory = 32 << 20

	// firstGuess is for a language of which none has been made: Python takes
	// 4 MiB, and Node 10.
	firstGuess = 16 << 20
)

// warmMemory is what a warm container takes in all, in bytes, when its runner
// has told so many, or none.
func warmMemory(told int64) int64 {
	if told <= 0 {
		told = untoldMemory
	}
	return told + engineShare
}

// expense learns what a container of one language takes.
type expense struct {
	most   int64 // bytes, of late
	rising int64 // the most of the newest measures, which are so many
	newest int
}

// expenseAge is after how many measures an older and larger one is forgotten.
const expenseAge = 64

func (e *expense) add(bytes int64) {
	e.most, e.rising = max(e.most, bytes), max(e.rising, bytes)
	if e.newest++; e.newest == expenseAge {
		e.most, e.rising, e.newest = e.rising, 0, 0
	}
}

// cost is what one more container may take: the most that one took of late, in
// whole MiB, so that the size of the pool does not follow each page.
func (e *expense) cost() int64 {
	const mib = 1 << 20
	if e.most == 0 {
		return warmMemory(firstGuess)
	}
	return (e.most + mib - 1) / mib * mib
}
