package program

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	promise  = regexp.MustCompile(`(?m)^- \*\*T(\d+)\*\* .*$`)
	testName = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	numbered = regexp.MustCompile(`^TestT0*(\d+)_`)
)

// TestPromisesHaveTests holds docs/trust.md and the tests together: the promises are
// numbered without a gap, each names a test that is there, and each test that bears
// a promise's number is named.
func TestPromisesHaveTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "docs/trust.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := testsOf(t)
	named := map[string]bool{}
	for i, m := range promise.FindAllStringSubmatch(string(page), -1) {
		if want := i + 1; m[1] != strconv.Itoa(want) {
			t.Errorf("promise %s stands where %d belongs", m[1], want)
		}
		tests := testName.FindAllStringSubmatch(m[0], -1)
		if len(tests) == 0 {
			t.Errorf("no test shows T%s", m[1])
		}
		for _, name := range tests {
			named[name[1]] = true
			if !there[name[1]] {
				t.Errorf("T%s names %s, which is not there", m[1], name[1])
			}
		}
	}
	for name := range there {
		if numbered.MatchString(name) && !named[name] {
			t.Errorf("%s is not in docs/trust.md", name)
		}
	}
}

// testsOf are the names of all tests and fuzz targets.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}
