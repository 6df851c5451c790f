package preflight

import (
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// Advisories returns those that the version of a component is known to have, as
// its number tells. Distributions mend a version without changing its number,
// so this is a reason to look and no more. An unknown component, or a version
// that is none, has no advisory.
func Advisories(component, version string) []Advisory {
	v := canonical(version)
	var known []Advisory
	for _, a := range advisories {
		if a.Component == component && v != "" && a.has(v) {
			known = append(known, a)
		}
	}
	return known
}

// has reports whether canonical version v has a.
func (a Advisory) has(v string) bool {
	if a.Since != "" && semver.Compare(v, canonical(a.Since)) < 0 {
		return false
	}
	highest := ""
	for _, text := range a.Fixed {
		fixed := canonical(text)
		if semver.MajorMinor(fixed) == semver.MajorMinor(v) {
			return semver.Compare(v, fixed) < 0
		}
		if semver.Compare(fixed, highest) > 0 {
			highest = fixed
		}
	}
	return semver.Compare(v, highest) < 0
}

// upstream matches the number that the makers gave, before what distributions
// add: 1.1.5+ds1-1+deb12u1, 1.6.20~ds1, 1.1.12-0ubuntu2. Of what follows a dash
// it takes release candidates and the like alone.
var upstream = regexp.MustCompile(`^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-~](alpha|beta|rc)\.?(\d+))?`)

// canonical is the version as package semver takes it, or nothing if it is
// none. Leading zeros go, as in Docker's 19.03, and rc95 becomes rc.95, which
// comes after rc.7.
func canonical(version string) string {
	part := upstream.FindStringSubmatch(version)
	if part == nil {
		return ""
	}
	for i, number := range part {
		part[i] = strings.TrimLeft(number, "0")
		if part[i] == "" {
			part[i] = "0"
		}
	}
	v := "v" + part[1] + "." + part[2] + "." + part[3]
	if part[4] != "0" {
		v += "-" + part[4] + "." + part[5]
	}
	return v
}
