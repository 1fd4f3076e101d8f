// Package ui embeds the built web interface.
package ui
