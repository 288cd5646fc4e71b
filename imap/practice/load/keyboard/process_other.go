//go:build unix && !linux

package main

import "errors"

var errNotHere = errors.New("only measured on Linux")

func writes(int) (int, error)  { return 0, errNotHere }
func wakeups(int) (int, error) { return 0, errNotHere }
