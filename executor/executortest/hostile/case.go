package hostile

// Case is one thing that a program may try, in each language that can.
type Case struct {
	Family string // the folder
	Name   string // the file, without its ending

	// Row is the number in the list that the case covers; 0 for one beyond it.
	Row int
	// Like names what it follows, such as the CVE of an escape.
	Like string
	// About says what the program tries.
	About string
	// Layers are what stands against it, see [Layers].
	Layers []string

	Stdin string
	// Times is how often it is run, one after the other.
	Times Times
	// Alone marks what must not share the cores with others, because it is about
	// moments.
	Alone bool
	// Waits marks what hardly uses the cores while it lasts, so that it takes
	// nothing from others.
	Waits bool
	// Sample marks the few that also run where all cannot.
	Sample bool

	Programs []Program
}

// Program is a case in one language.
type Program struct {
	Language string
	Code     string

	// expect are the layers of its expectation, each laid over the one before:
	// the case's, its language's, then those of places, by their order.
	expect []conditional
	fixed  *Expectation // instead, of a generated case
}

// Times is how often a case is run in a short suite and in a full one.
type Times struct {
	Short int `json:"short"`
	Full  int `json:"full"`
}

// Place is where programs run, as far as it may make a difference.
type Place struct {
	Runtime string // OCI runtime, such as runc or runsc
	Cgroup  string // version of the control groups, 1 or 2
	Arch    string // of the machine, as Go names it
}

// is reports whether condition, such as "runsc", "cgroup 1", "runc on cgroup 1"
// or "arm64", holds in p.
func (p Place) is(condition string) bool {
	cgroup := "cgroup " + p.Cgroup
	switch condition {
	case "", p.Runtime, p.Arch, cgroup, p.Runtime + " on " + cgroup:
		return true
	}
	return false
}

// Expect is how the program must end in that place, and why it is another end
// than elsewhere, if it is.
func (p Program) Expect(in Place) (e Expectation, reason string) {
	if p.fixed != nil {
		return *p.fixed, ""
	}
	for _, c := range p.expect {
		if in.is(c.where) {
			c.over(&e)
			reason = c.reason
		}
	}
	return e, reason
}

// Layers is what may stand against a program, the outermost last.
var Layers = []string{
	"the interpreter", "the runner", "deadline", "output cap", "resource limits", "pids cap", "memory cap",
	"tmpfs caps", "read-only root", "user id", "no capability", "no-new-privileges", "seccomp", "masked /proc",
	"namespaces", "one container a run", "the API",
}
