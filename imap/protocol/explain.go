package protocol

import (
	"slices"
	"strings"
)

// Explain returns everything that is known of a word in any case: a command and its UID form, a response, a
// code, a capability, an item with its section, a flag. "RFC 6851" returns what that RFC defines;
// a word that begins with X and is nothing else is a private command.
// The order is that of the tables.
func Explain(word string) []Entry {
	word = strings.Join(strings.Fields(word), " ")
	if word == "" {
		return nil
	}
	if number, ok := rfcNumber(word); ok {
		return collect(func(e *Entry) bool { return citesRFC(e.RFC, number) })
	}
	found := collect(func(e *Entry) bool { return isNamed(e, word) })
	if c, ok := FindCapability(word); ok && !slices.Contains(found, c.Entry) {
		found = append(found, c.Entry)
	}
	if i, ok := FindFetchItem(word); ok && !slices.Contains(found, i.Entry) {
		found = append(found, i.Entry)
	}
	if m, ok := FindMechanism(word); ok && !slices.Contains(found, m.Entry) {
		found = append(found, m.Entry)
	}
	if len(found) == 0 && hasPrefixFold(word, "X") {
		found = collect(func(e *Entry) bool { return e.Table == CommandTable && e.Kind == "pattern" })
	}
	return found
}

func collect(wanted func(*Entry) bool) []Entry {
	var found []Entry
	eachEntry(func(e *Entry) {
		if wanted(e) {
			found = append(found, *e)
		}
	})
	return found
}

// eachEntry calls f with every entry of every table.
func eachEntry(f func(*Entry)) {
	commands.each(f)
	capabilities.each(f)
	responses.each(f)
	fetchItems.each(f)
	storeItems.each(f)
	searchKeys.each(f)
	statusItems.each(f)
	sortItems.each(f)
	flags.each(f)
	listOptions.each(f)
	metadataEntries.each(f)
	quotaResources.each(f)
	rights.each(f)
	mechanisms.each(f)
}

// isNamed says whether an entry is about word.
func isNamed(e *Entry, word string) bool {
	if strings.EqualFold(e.Name, word) {
		return e.Table != RightTable || e.Name == word || e.Kind == "identifier"
	}
	switch {
	case e.Table == CommandTable && hasPrefixFold(e.Name, "UID "):
		return strings.EqualFold(e.Name[len("UID "):], word) || strings.EqualFold("UID", word)
	case e.Table == CommandTable, e.Table == ResponseTable && e.Kind == "code":
		return hasPrefixFold(e.Name, word+" ") // NOTIFY SET, METADATA MAXSIZE
	}
	return false
}

// rfcNumber reads "RFC 3501", "rfc3501" or "3501".
func rfcNumber(word string) (string, bool) {
	number := word
	if hasPrefixFold(word, "RFC") {
		number = strings.TrimSpace(word[len("RFC"):])
	} else if len(word) < 4 {
		return "", false
	}
	return number, number != "" && strings.Trim(number, "0123456789") == ""
}

// citesRFC says whether the text names this RFC, not one whose number only begins so.
func citesRFC(text, number string) bool {
	for {
		_, rest, ok := strings.Cut(text, "RFC "+number)
		if !ok {
			return false
		}
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			return true
		}
		text = rest
	}
}
