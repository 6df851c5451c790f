package preflight

import (
	"slices"
	"testing"

	"golang.org/x/mod/semver"
)

func TestAdvisories(t *testing.T) {
	t.Parallel()
	leaks := []string{"CVE-2025-31133", "CVE-2025-52565", "CVE-2025-52881"}
	for _, c := range []struct {
		component, version string
		want               []string
	}{
		{runc, "1.1.5+ds1", append([]string{"CVE-2024-21626"}, leaks...)},
		{runc, "1.1.5+ds1-1+deb12u1", append([]string{"CVE-2024-21626"}, leaks...)},
		{runc, "v1.1.11", append([]string{"CVE-2024-21626"}, leaks...)},
		{runc, "1.1.12", leaks},
		{runc, "1.1.12-0ubuntu2~22.04.1", leaks},
		{runc, "1.1.15", leaks},
		{runc, "1.2.7", leaks},
		{runc, "1.2.8", nil},
		{runc, "1.3.0", leaks},
		{runc, "1.3.3-0ubuntu1~24.04.2", nil},
		{runc, "1.4.0-rc.2", leaks},
		{runc, "1.4.0~rc.3+ds1", nil},
		{runc, "1.4.0", nil},
		{runc, "1.5.2", nil},
		{runc, "2.0.0", nil},
		{runc, "1.0.0-rc6", []string{"CVE-2019-5736", "CVE-2021-30465", "CVE-2025-31133", "CVE-2025-52565", "CVE-2025-52881"}},
		{runc, "1.0.0-rc10", []string{"CVE-2021-30465", "CVE-2025-31133", "CVE-2025-52565", "CVE-2025-52881"}},
		{runc, "1.0.0~rc93+ds1", append([]string{"CVE-2021-30465", "CVE-2024-21626"}, leaks...)},
		{containerd, "1.3.8", []string{"CVE-2020-15257"}},
		{containerd, "1.3.9", nil},
		{containerd, "1.4.2", []string{"CVE-2020-15257"}},
		{containerd, "1.6.20~ds1", nil},
		{containerd, "v2.1.4", nil},
		{engine, "18.09.1", []string{"CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "19.03.0", []string{"CVE-2019-14271", "CVE-2024-41110", "CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "20.10.24+dfsg1", []string{"CVE-2024-41110", "CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "26.1.4", []string{"CVE-2024-41110", "CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "26.1.5", []string{"CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "27.0.3", []string{"CVE-2024-41110", "CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "28.2.2", []string{"CVE-2026-34040", "CVE-2026-42306"}},
		{engine, "29.5.1", nil},
		{"Podman Engine", "1.0.0", nil},
		{runc, "", nil},
		{runc, "unknown", nil},
		{runc, "N/A", nil},
	} {
		var got []string
		for _, a := range Advisories(c.component, c.version) {
			got = append(got, a.CVE)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Advisories(%s, %q) = %v, want %v", c.component, c.version, got, c.want)
		}
	}
}

// TestAdvisoriesAreWhole: each row can be compared and read.
func TestAdvisoriesAreWhole(t *testing.T) {
	t.Parallel()
	for _, a := range advisories {
		if a.CVE == "" || a.Component == "" || a.About == "" || len(a.Fixed) == 0 {
			t.Errorf("advisory %+v lacks something", a)
		}
		for _, v := range append([]string{}, a.Fixed...) {
			if !semver.IsValid(canonical(v)) {
				t.Errorf("%s: version %q is none", a.CVE, v)
			}
		}
		if a.Since != "" && !semver.IsValid(canonical(a.Since)) {
			t.Errorf("%s: version %q is none", a.CVE, a.Since)
		}
	}
}
