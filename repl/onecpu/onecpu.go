// Package onecpu makes the program run on one processor. A shell does one thing at a
// time: handing each answer from the goroutine that reads to the one that waits costs
// a few times more between processors than on one, and each processor has caches of
// its own to fill.
//
// It does so before other packages are initialized, since it depends on none of them:
// later the second processor has caches already, and giving them back costs 60 page
// faults and 250 KB. Nothing but the gain depends on the order. It never does anything
// else; who wants all processors says [runtime.SetDefaultGOMAXPROCS].
package onecpu

import "runtime"

func init() { runtime.GOMAXPROCS(1) }
