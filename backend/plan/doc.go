// Package plan is control policies, the dispatch plans that are made for them, and how plans are carried
// out: which command of a plan becomes an order at which instant, what was missed, and what ends with its
// plan.
//
// Nothing here makes plans. A plan comes from an optimiser or from people, says which (OptimizerVersion), and
// is kept as it was brought; activating it has it carried out in the name of its policy. The edge cuts what it
// is ordered by everything that binds earlier, as always.
//
//	made, err := service.Make(ctx, by, policy, plan.New{…}, now)
//	_, err = service.Activate(ctx, by, made.ID, now)
package plan
