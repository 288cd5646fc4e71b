// Package report writes what the measuring programs found: text tables for a
// terminal, Markdown tables between markers of a document, and charts as SVG.
// It knows nothing of what was measured.
package report
