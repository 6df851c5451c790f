package preflight

// Advisory is a known way out of containers, or into the engine, that versions
// of one component have.
type Advisory struct {
	CVE       string
	Component string // as the engine names it
	About     string // what it lets whom do

	// Fixed are the first versions without it: the highest one, and one for
	// each earlier line of releases that was mended too.
	Fixed []string

	// Since is the first version that has it, where that is known and not
	// lost in history.
	Since string
}

// Names of components, as the engine's version tells them.
const (
	runc       = "runc"
	containerd = "containerd"
	engine     = "Engine"
)

// advisories are those that concern engines for programs of others. The
// versions are from the advisories of runc, containerd and moby.
var advisories = []Advisory{
	{
		CVE: "CVE-2019-5736", Component: runc, Fixed: []string{"1.0.0-rc7"},
		About: "a container overwrites the host's runc",
	},
	{
		CVE: "CVE-2021-30465", Component: runc, Fixed: []string{"1.0.0-rc95"},
		About: "a race over mounts puts the host's files into a container",
	},
	{
		CVE: "CVE-2024-21626", Component: runc, Since: "1.0.0-rc93", Fixed: []string{"1.1.12"},
		About: "a leaked descriptor leads from a container to the host's files",
	},
	{
		CVE: "CVE-2025-31133", Component: runc, Fixed: []string{"1.2.8", "1.3.3", "1.4.0-rc.3"},
		About: "a race over /dev/null uncovers what is masked in /proc, and lets it be written",
	},
	{
		CVE: "CVE-2025-52565", Component: runc, Since: "1.0.0-rc3", Fixed: []string{"1.2.8", "1.3.3", "1.4.0-rc.3"},
		About: "a race over /dev/console uncovers what is masked in /proc, and lets it be written",
	},
	{
		CVE: "CVE-2025-52881", Component: runc, Fixed: []string{"1.2.8", "1.3.3", "1.4.0-rc.3"},
		About: "what runc writes into /proc is led elsewhere, which turns security labels off or stops the host",
	},
	{
		CVE: "CVE-2020-15257", Component: containerd, Fixed: []string{"1.3.9", "1.4.3"},
		About: "a container in the host's network commands containerd's shim",
	},
	{
		CVE: "CVE-2019-14271", Component: engine, Since: "19.03.0", Fixed: []string{"19.03.1"},
		About: "docker cp runs a library of the container as the host's root",
	},
	{
		CVE: "CVE-2024-41110", Component: engine, Since: "19.03.0",
		Fixed: []string{"23.0.15", "24.0.10", "25.0.6", "26.1.5", "27.1.1"},
		About: "a request without a body gets past authorization plugins",
	},
	{
		CVE: "CVE-2026-34040", Component: engine, Fixed: []string{"29.3.1"},
		About: "a request with a large body gets past authorization plugins",
	},
	{
		CVE: "CVE-2026-42306", Component: engine, Fixed: []string{"29.5.1"},
		About: "a race over docker cp puts files of a container over the host's",
	},
}
