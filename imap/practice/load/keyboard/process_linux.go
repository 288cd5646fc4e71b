package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// writes is how many write calls a process has made.
func writes(pid int) (int, error) {
	return field(fmt.Sprintf("/proc/%d/io", pid), "syscw")
}

// wakeups is how often the threads of a process have gone to sleep and so, but
// for the last time, were woken.
func wakeups(pid int) (int, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil {
		return 0, err
	}
	total := 0
	for _, file := range files {
		n, err := field(file, "voluntary_ctxt_switches")
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// field reads the number of a line "name: number" in a file of /proc.
func field(file, name string) (int, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		if number, found := strings.CutPrefix(lines.Text(), name+":"); found {
			return strconv.Atoi(strings.TrimSpace(number))
		}
	}
	return 0, fmt.Errorf("%s has no line %s", file, name)
}
