// Package study runs the product's engines on plain files, without server or database: same file,
// same output bytes.
package study
