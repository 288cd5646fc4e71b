//go:build unix

// Command measure runs a program and tells what it cost. It exists because a
// process inherits the peak memory of whoever started it (the system counts
// the moments between fork and exec), so the starter must be smaller than
// anything it measures: this one imports almost nothing.
//
//	measure PROGRAM [ARGUMENT...]
//
// The program gets the standard files. One line goes to file descriptor 3:
// user and system time and elapsed time in microseconds, peak memory in
// bytes, exit status (128 and more: killed by a signal).
package main

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func main() {
	args := os.Args[1:]
	if len(args) == 0 {
		fail("usage: measure PROGRAM [ARGUMENT...]")
	}
	start := time.Now()
	pid, err := syscall.ForkExec(args[0], args, &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{0, 1, 2},
	})
	if err != nil {
		fail(args[0] + ": " + err.Error())
	}
	var status syscall.WaitStatus
	var usage syscall.Rusage
	for {
		_, err = syscall.Wait4(pid, &status, 0, &usage)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		fail(err.Error())
	}
	elapsed := time.Since(start)
	code := status.ExitStatus()
	if status.Signaled() {
		code = 128 + int(status.Signal())
	}
	line := number(microseconds(usage.Utime)) + number(microseconds(usage.Stime)) +
		number(elapsed.Microseconds()) + number(peak(int64(usage.Maxrss))) + strconv.Itoa(code) + "\n"
	syscall.Write(3, []byte(line))
}

func microseconds(t syscall.Timeval) int64 { return int64(t.Sec)*1e6 + int64(t.Usec) }

func number(n int64) string { return strconv.FormatInt(n, 10) + " " }

// peak is a peak memory in bytes; systems count it in different units.
func peak(maxrss int64) int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return maxrss
	}
	return maxrss << 10
}

func fail(text string) {
	os.Stderr.WriteString("measure: " + text + "\n")
	os.Exit(1)
}
