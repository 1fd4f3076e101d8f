// Package reason is the closed catalogue of codes that explain a refusal, a cut set-point or an
// event: one code, its class, its HTTP status, its typed parameters and its text in English and
// German. API problems, set-point explanations, events and the UI all speak from it.
package reason
