package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkCPU: there is a quota of no more cores than allowed. It is read from the
// container's cgroup, for on a machine that is busy nothing else would tell.
func checkCPU(p wire.Promises) error {
	quota, err := cpuQuota()
	if err != nil {
		return err
	}
	const rounding = 1.01
	if quota > p.CPUs*rounding {
		return fmt.Errorf("programs have %.2f cores where %.2f are allowed", quota, p.CPUs)
	}
	return nil
}

// cpuQuota reads the quota in cores, from cgroup v2 or else v1.
func cpuQuota() (float64, error) {
	var text []byte
	var err error
	if dir, ok := cgroup2Dir(); ok {
		text, err = os.ReadFile(dir + "/cpu.max") // quota and period, in microseconds
	} else {
		const v1 = "/sys/fs/cgroup/cpu/cpu.cfs_"
		var period []byte
		text, err = os.ReadFile(v1 + "quota_us")
		if err == nil {
			period, err = os.ReadFile(v1 + "period_us")
		}
		text = append(append(text, ' '), period...)
	}
	if err != nil {
		return 0, fmt.Errorf("the container does not tell of a CPU quota: %w", err)
	}
	words := strings.Fields(string(text))
	if len(words) != 2 || words[0] == "max" || words[0] == "-1" {
		return 0, errors.New("programs have no CPU quota")
	}
	quota, err1 := strconv.ParseFloat(words[0], 64)
	period, err2 := strconv.ParseFloat(words[1], 64)
	return quota / period, errors.Join(err1, err2)
}
