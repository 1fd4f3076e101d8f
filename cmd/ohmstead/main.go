// Command ohmstead runs the energy of a site: as edge, as backend, as simulator, or all at once.
package main

func main() {}
