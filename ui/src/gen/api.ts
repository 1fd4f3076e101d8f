// Generated from openapi.json by `npm run generate`; do not edit.

export interface paths {
    "/api/alarms/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alarm
         * @description Notes who has seen it; what was noted stays. version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["acknowledge-alarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The life of an alarm
         * @description Each step of it and of the alarms of the same condition, the newest first.
         *
         *     Needs the permission READ.
         */
        get: operations["alarm-history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/shelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put an alarm aside
         * @description Until an instant, for a reason. What is raised for the same condition until then is put aside too; then all of it comes back by itself. ALARM_OVER for an alarm that is not open.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["shelve-alarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/unshelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an alarm back
         * @description Before its time aside is over.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["unshelve-alarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is promised under contracts
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["allocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/allocations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an allocation
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays. Asset and contract stay.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-allocation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List assets
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made. As people keep them; how they stand now is told at their site.
         *
         *     Needs the permission READ.
         */
        get: operations["all-assets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an asset
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays. Key and nature stay.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-asset"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what
         * @description Every change of what people and configuration write, newest first, noted by the database in the same transaction. `ohmstead audit verify` checks that the log is as it was written.
         *
         *     Needs the permission READ_AUDIT.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log as a file
         * @description The same entries as comma-separated values (RFC 4180), newest first, the newest 100,000: narrow the selection where there are more.
         *
         *     Needs the permission READ_AUDIT.
         */
        get: operations["audit-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List cases of what came too late
         * @description What arrived after one of both groups was sealed: a case for each, in no balance. The ledger is of the whole tenant: who is bound to sites sees none of it.
         *
         *     Needs the permission READ.
         */
        get: operations["balance-disputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-disputes/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note how a case was settled
         * @description Once; no balance changes. VERSION_CONFLICT where somebody has already.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["resolve-dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List balance groups
         * @description Accounts of energy behind the meter, by name. The ledger is of the whole tenant: who is bound to sites sees none of it.
         *
         *     Needs the permission READ.
         */
        get: operations["balance-groups"];
        put?: never;
        /**
         * Make a balance group
         * @description The same request with the same Idempotency-Key makes one. It begins and ends on quarter hours in UTC, and within the validity of its superior: INVALID_TIME_ALIGNMENT, INVALID_SETTLEMENT_RULE. PERIODS_OVERLAP where the asset has a group then.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-balance-group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A balance group
         * @description Needs the permission READ.
         */
        get: operations["balance-group"];
        /**
         * Change a balance group
         * @description Kind and beginning stay; its superior changes by a rule. INVALID_TIMEFRAME where what is posted or a group below would be left outside its validity. Archived it takes no more transactions.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-balance-group"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Balance of a group
         * @description Per quarter hour in UTC: what was posted to it, to all groups below it, and both. What nothing was posted to is null.
         *
         *     Needs the permission READ.
         */
        get: operations["group-balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}/balance.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Balance of a group as a file
         * @description The same as comma-separated values; what is not known is empty.
         *
         *     Needs the permission READ.
         */
        get: operations["group-balance-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}/postings.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Postings of a group as a file
         * @description The entries of the ledger that make its own balance, as comma-separated values; at most 200,000.
         *
         *     Needs the permission READ.
         */
        get: operations["group-postings-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settlement rules of a group
         * @description To which group it settled, settles and will settle.
         *
         *     Needs the permission READ.
         */
        get: operations["settlement-rules"];
        put?: never;
        /**
         * Settle to another group
         * @description From a quarter hour to come: what was settled stays as it was. INVALID_SETTLEMENT_RULE where it would begin earlier, the superior is not valid as long, or the group would lie below itself. The same again changes nothing.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["change-settlement-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-groups/{id}/seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Seal quarter hours of a group
         * @description The same request with the same Idempotency-Key makes one. It cannot be undone: what arrives later becomes a case for both groups, in no balance. They must be over, something must be posted to the group, and nothing of it provisional: INVALID_TIMEFRAME, INVALID_BALANCE_GROUP_STATUS.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["seal-balance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/balance-seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List seals
         * @description Quarter hours that are closed for ever, with the hash of what was posted in them. The ledger is of the whole tenant: who is bound to sites sees none of it.
         *
         *     Needs the permission READ.
         */
        get: operations["balance-seals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/billing-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List billing runs
         * @description Computations of invoices by whoever computes them, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["billing-runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/billing-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Post or cancel a billing run
         * @description BILLING_RUN_FIXED for what is cancelled, and for a posted one that is to be anything but cancelled.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-billing-run"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/charging-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List charging sessions
         * @description Of every site in scope, those that began last first.
         *
         *     Needs the permission READ.
         */
        get: operations["charging-sessions"];
        put?: never;
        /**
         * Report a charging session
         * @description For stations whose telemetry does not tell of vehicles. The same external_id again takes the place of what was told before, so that a request sent again is one session and one that goes on can be told again with its end. What is derived from telemetry gives way to it; one of the connector that goes on ends, once another begins later, when it was told of last, and is uncertain until it is told again. PERIODS_OVERLAP where another session was reported of that connector and time.
         *
         *     Needs the permission INGEST.
         */
        post: operations["report-charging-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/charging-sessions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Charging sessions as a file
         * @description The same as comma-separated values (RFC 4180), the newest 100,000: narrow the selection where there are more.
         *
         *     Needs the permission REPORT.
         */
        get: operations["charging-sessions-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/charging-sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One charging session
         * @description Needs the permission READ.
         */
        get: operations["charging-session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/circuit/{circuit_id}/rebalance_load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Balance by circuit
         * @description Alias of rebalancing the microgrid with the node that stands for the circuit as its scope. CIRCUIT_ALIAS_NOT_RESOLVABLE where not exactly one does.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["rebalance-circuit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/circuit/{circuit_id}/tou_limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of a circuit by time of use
         * @description The schedule that the operating envelopes of the circuit's node carry; without rows where none do.
         *
         *     Needs the permission READ.
         */
        get: operations["circuit-tou-limits"];
        put?: never;
        /**
         * Limit a circuit by time of use
         * @description Replaces the schedule: a TOU_LIMIT envelope for each ISO week at the node that stands for the circuit, always two weeks ahead. LIMIT_SCOPE_TRANSLATION_FAILED where no node can carry it, LEGACY_POLICY_SCOPE_AMBIGUOUS where several could be meant.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["set-circuit-tou-limits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/circuit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event about a circuit
         * @description Takes what older load balancers and schedulers send about circuits and runs the microgrid's cycle. A circuit that cannot be translated runs none: compatibility.alias_failed or compatibility.scheduled_rebalance_skipped is told, and reason_code says why.
         *
         *     Needs the permission INGEST.
         */
        post: operations["circuit-event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/circuit/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who still comes by circuit
         * @description Every translation and every failure of one, with who asked.
         *
         *     Needs the permission READ.
         */
        get: operations["circuit-traffic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/circuit/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often each circuit is still called for
         * @description By circuit and path: calls, those that failed, and what came of the last, which comes first. A call that was sent again under its correlation id counts once.
         *
         *     Needs the permission READ.
         */
        get: operations["circuit-usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List commands
         * @description Orders to the edges of every site in scope, newest first, and how far each has come. Orders of balancing cycles are there as long as their cycles are kept.
         *
         *     Needs the permission READ.
         */
        get: operations["commands"];
        put?: never;
        /**
         * Order something
         * @description Stores an order and sends it to the site's edge, signed. The edge executes it at most once and never after expires_at; while the edge cannot be reached the order waits. With an Idempotency-Key the same request is answered with the same command.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["issue-command"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/commands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One command
         * @description The order with every answer of its edge.
         *
         *     Needs the permission READ.
         */
        get: operations["command"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List contracts
         * @description All of the tenant for who reads all of it; otherwise those under which something of one's own sites is promised.
         *
         *     Needs the permission READ.
         */
        get: operations["contracts"];
        put?: never;
        /**
         * Make a contract
         * @description The same request with the same Idempotency-Key makes one.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-contract"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contracts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a contract
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-contract"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/control-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List control policies
         * @description What plans are made for, newest first. Those of a PORTFOLIO are shown to who reads the whole tenant.
         *
         *     Needs the permission READ.
         */
        get: operations["control-policies"];
        put?: never;
        /**
         * Make a control policy
         * @description The same request with the same Idempotency-Key makes one. One of a PORTFOLIO needs PLAN on the whole tenant.
         *
         *     Needs the permission PLAN.
         */
        post: operations["make-control-policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/control-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One control policy
         * @description The policy as it is in force.
         *
         *     Needs the permission READ.
         */
        get: operations["control-policy"];
        /**
         * Change a control policy
         * @description Says all of it anew but for what it is for. Switched off, it sends nothing more: what was sent holds to its end, and what is still to come is sent once it is switched on again, unless its time is over. archived takes it out of use: PLAN_IN_FORCE while a plan of it is active. VERSION_CONFLICT where version is not the newest.
         *
         *     Needs the permission PLAN.
         */
        put: operations["change-control-policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/control-policies/{id}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a dispatch plan
         * @description Stores a draft with all its commands, or lists everything that is wrong with it. What it says never changes; it is activated or withdrawn. The same request with the same Idempotency-Key makes one. CHARGE and DISCHARGE are for batteries and charging stations, CURTAIL for what generates or consumes, SETPOINT for all of them.
         *
         *     Needs the permission PLAN.
         */
        post: operations["make-dispatch-plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data-model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is kept
         * @description Tables with columns, comments and references from the database's own catalog, by tier and domain of document 000, with the rows of the caller's scope counted.
         *
         *     Needs the permission READ.
         */
        get: operations["data-model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data-model/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The first rows of a table
         * @description The first 50 rows within the caller's scope, secrets hidden. Samples are those of the last 48 hours, newest first. A table that is not about sites is empty for those who do not see all sites.
         *
         *     Needs the permission READ_AUDIT.
         */
        get: operations["data-model-rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data-model/stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What went through each stage of telemetry
         * @description Counts since the process that answers has started, of all tenants together, for who runs the platform: a stage that another process does is null. Where several processes answer, each has its own.
         *
         *     Needs the permission TENANTS.
         */
        get: operations["data-model-stages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/depot/{depot_id}/circuits/{circuit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a circuit
         * @description Creates a circuit under an id of the caller's choice with version 0, or replaces the one whose version was read. A circuit without a parent is a feeder; resync makes its node.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["save-circuit"];
        /**
         * Remove a circuit
         * @description Its node stays until the next resync.
         *
         *     Needs the permission CONFIGURE.
         */
        delete: operations["remove-circuit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/depot/{depot_id}/circuits/{circuit_id}/effective-capacity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a circuit may carry
         * @description What the circuit may carry now, by whom, and every change of what it was shown with what triggered it. Reading corrects nothing.
         *
         *     Needs the permission READ.
         */
        get: operations["circuit-capacity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/depot/{depot_id}/microgrid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The microgrid of a site
         * @description The tree with its limits, capabilities, envelopes in force, and circuits with what each may carry now and what sets that.
         *
         *     Needs the permission READ.
         */
        get: operations["depot-microgrid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/depot/{depot_id}/microgrid/capability-status-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a status of the whole microgrid
         * @description As for a control point; capability_type, which is required here, names that of the whole microgrid.
         *
         *     Needs the permission INGEST.
         */
        post: operations["record-depot-status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/depot/{depot_id}/microgrid/resync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the feeders' nodes anew
         * @description Makes the managed first-level nodes from the site's feeders. Known feeders keep their node and all below it; run twice it changes nothing the second time.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["resync-microgrid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what assets were to do
         * @description Commands of plans, and orders DISPATCH that belong to none, with what became of each: newest first by ts_scheduled. Orders of balancing cycles are there as long as their cycles are kept. Document 000's DispatchCommand.
         *
         *     Needs the permission READ.
         */
        get: operations["dispatch-commands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dispatch plans
         * @description Newest first; from and to select by a part of the horizon.
         *
         *     Needs the permission READ.
         */
        get: operations["dispatch-plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dispatch plan
         * @description The plan without its commands.
         *
         *     Needs the permission READ.
         */
        get: operations["dispatch-plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-plans/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry a plan out
         * @description From now on its commands are sent at their time, in the name of its policy; a command that has begun already is sent at once for the rest of its time. A plan of the policy that plans a part of the same time is superseded: what it has not sent is cancelled, and its orders in force end. PLAN_NOT_DRAFT for one that was activated before.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["activate-dispatch-plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-plans/{id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Commands of a plan
         * @description In the order in which they are to be carried out, each with what became of it.
         *
         *     Needs the permission READ.
         */
        get: operations["dispatch-plan-commands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch-plans/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw a plan
         * @description What it has not sent is cancelled, and its orders in force end. PLAN_IS_OVER for one that has ended.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["withdraw-dispatch-plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List edges
         * @description On-site controllers of every site in scope, the newest first.
         *
         *     Needs the permission READ.
         */
        get: operations["edges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One edge
         * @description The edge with its state and when it was heard last.
         *
         *     Needs the permission READ.
         */
        get: operations["edge"];
        /**
         * Rename an edge
         * @description version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission PROVISION.
         */
        put: operations["rename-edge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new code for an edge
         * @description For an edge that has not enrolled or was revoked; the code before holds no more. EDGE_ENROLLED.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["edge-code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of it
         * @description With its text.
         *
         *     Needs the permission READ.
         */
        get: operations["edge-configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/configuration-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What differs between two versions
         * @description Line by line, with as few changes as there can be.
         *
         *     Needs the permission READ.
         */
        get: operations["edge-configuration-changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/configurations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions of an edge's site file
         * @description The newest first, each with who made it, why, and whether the edge runs it.
         *
         *     Needs the permission READ.
         */
        get: operations["edge-configurations"];
        put?: never;
        /**
         * Make a version
         * @description A whole site file. The edge is ordered to run it: it checks the whole file, and refuses it with every problem or begins anew with it, every asset in its safe state meanwhile. state says what came of it. VERSION_CONFLICT where after is not the newest, CONFIGURATION_UNCHANGED.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["configure-edge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/configurations/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go back to a version
         * @description Makes a version with the text of an earlier one. The edge is ordered to run it: it checks the whole file, and refuses it with every problem or begins anew with it, every asset in its safe state meanwhile. state says what came of it.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["restore-edge-configuration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a device to an edge
         * @description Makes a version: the newest that stands with the device and its assets added, everything else as it was. The edge is ordered to run it: it checks the whole file, and refuses it with every problem or begins anew with it, every asset in its safe state meanwhile. state says what came of it.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["add-edge-device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/key-rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change an edge's key
         * @description Orders the edge to make a new key on site and to connect with it; the private key never leaves it, and the old one holds until the new one was let in. rotation says what came of it. An edge that is not reached by expires_at keeps its key.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["rotate-edge-key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/edges/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an edge
         * @description Its key and an open code hold no more, and its connection is cut at once. The edge goes on controlling its site by what it knows and keeps what it measures; with a new code it comes back.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["revoke-edge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/emission-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Emission factors of market regions
         * @description By region, source, kind, method, version and interval; without from and to those of yesterday to tomorrow. With quality, others are left out before the newest is sought. With as_of what was believed then: of each the newest publication that is not after it.
         *
         *     Needs the permission READ.
         */
        get: operations["emission-factors"];
        put?: never;
        /**
         * Bring emission factors
         * @description What one source publishes at once of one method. No two of a publication may hold at one instant: FACTORS_OVERLAP. Every point is answered by its index: accepted is what is kept, or was kept before; the same request again changes nothing. Another value under the same published_at is BELIEF_CONFLICT: what is believed anew has a later one. Without published_at it is now, and what is believed already is not kept again. At most 5,000 points. Of no site, so that it needs the right, or the key, for the whole tenant.
         *
         *     Needs the permission PLAN, or an API key with the scope INGEST.
         */
        post: operations["publish-emission-factors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/emission-factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One emission factor
         * @description As it was published; factors never change.
         *
         *     Needs the permission READ.
         */
        get: operations["emission-factor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/emission-factors/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a file of emission factors
         * @description A file with the fields from, to and value; without to each holds for slot. Everything is kept or nothing; where there are problems all of them are listed by line and field. The first line names the fields, which are apart by commas or semicolons; numbers have a point or, between semicolons, a decimal comma. A local time that exists twice needs its offset. At most 40,000 lines.
         *
         *     Needs the permission PLAN, or an API key with the scope INGEST.
         */
        post: operations["bring-emission-factors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/emission-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Methods that emission factors are known of
         * @description Every market region, source, kind and version of a method, with its newest interval.
         *
         *     Needs the permission READ.
         */
        get: operations["emission-methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/energy-postings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List postings
         * @description The entries of the ledger by quarter hour. The ledger is of the whole tenant: who is bound to sites sees none of it.
         *
         *     Needs the permission READ.
         */
        get: operations["energy-postings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/energy-transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List energy transactions
         * @description What one group gave another. The ledger is of the whole tenant: who is bound to sites sees none of it.
         *
         *     Needs the permission READ.
         */
        get: operations["energy-transactions"];
        put?: never;
        /**
         * Enter an energy transaction
         * @description The same request with the same Idempotency-Key makes one. It is posted at once, provisional, in quarter hours of UTC: shared out by seconds with the largest remainder, so that the parts are the whole. Nothing of it changes afterwards; a correction is a reversal and another one. Quarter hours that are sealed for one of both groups become cases.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["move-energy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/energy-transactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An energy transaction
         * @description Needs the permission READ.
         */
        get: operations["energy-transaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/energy-transactions/{id}/finalise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finalise an energy transaction
         * @description It is final for ever; one that is stays as it is.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["finalise-transaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/energy-transactions/{id}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an energy transaction back
         * @description The same request with the same Idempotency-Key makes one. By another one that moves the same the other way, provisional. INVALID_BALANCE_GROUP_STATUS for one that was taken back already or is a reversal.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["reverse-transaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a code
         * @description What `ohmstead edge enrol` asks: the code and the public key that the edge has made, signed by it. The answer is its place on the bus. Attempts are throttled.
         *
         *     Needs no login.
         */
        post: operations["enrol-edge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrol/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change an edge's key
         * @description What `ohmstead edge rotate-key` asks, signed by both keys. The old key holds until the new one has been used, and a week at most.
         *
         *     Needs no login.
         */
        post: operations["change-edge-key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events
         * @description Alarms, faults and transitions of every site in scope, newest first; those of one instant in the order in which they happened, the last first.
         *
         *     Needs the permission READ.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/evses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List EVSEs
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["evses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/evses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an EVSE
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-evse"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grafana": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Test of a Grafana data source
         * @description What Grafana's JSON data source asks to see that it is connected. Give it this address and a bearer token.
         *
         *     Needs the permission REPORT.
         */
        get: operations["grafana"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grafana/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Events for Grafana
         * @description Alarms, faults and transitions within the range, newest first, at most 500.
         *
         *     Needs the permission REPORT.
         */
        post: operations["grafana-annotations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grafana/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Series for Grafana
         * @description Time-weighted means of each target in intervals that fit intervalMs and maxDataPoints; a gap is null.
         *
         *     Needs the permission REPORT.
         */
        post: operations["grafana-query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grafana/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Targets for Grafana
         * @description Every channel in scope whose name has the text that is searched for, at most 1,000.
         *
         *     Needs the permission REPORT.
         */
        post: operations["grafana-search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grid-connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List grid connections
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["grid-connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grid-connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a grid connection
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-grid-connection"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grid-constraints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List constraints of grid connections
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["grid-constraints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/grid-constraints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a constraint
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays. Connection and type stay.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-grid-constraint"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take sites and what stands there over from files
         * @description Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. Rows are told apart by their keys (sites, places and assets by key, EVSEs by ocpp_id, grid connections by name, contracts by key, constraints and promises by what they are about and when they begin), so the same files again change nothing. A field that is not in a file stays as it is, an empty one becomes unknown. Contracts and what is promised under them need CONTRACTS too.
         *
         *     Needs the permission PLACES.
         */
        post: operations["import-places"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store readings
         * @description `{"schema":1,"readings":[…]}`, one bare reading, or a columnar batch `{"schema":1,"t0":…,"columns":[…]}`; at most 1 MiB and 100,000 values. A reading has the shape of document 001, section 8, of its universal format, or of document 000's TelemetryPoint, told apart by their members; those of two shapes in one reading are refused. A timestamp is Unix seconds or an RFC 3339 string; without one the reading is taken at the server's time with quality UNCERTAIN.
         *
         *     Aliases of documents 000 and 001 are understood (`power_kw`, `voltage_v`, `soc_pct`, `temp_c`, `freq_hz`, `grid_power_kw`, `energy_kwh`, `demand_kw`, `battery_soc`, `battery_energy_kwh`, `generation_kwh`, `Power`, `State`, `Alarm`), in our sign: positive away from the grid. `AC_Power`, `generation_kwh`, `ChargePower`, `DischargePower`, `ImportPower` and `ExportPower` are magnitudes and are turned by their meaning; the two directions of one instant add up.
         *
         *     Every reading is answered on its own, by its place: the same value for a stored instant again counts as accepted, another value is SAMPLE_CONFLICT, unless its quality is SUBSTITUTED: then it becomes a new revision under the caller's name, and what was computed from the instant is computed anew.
         *
         *     Needs the permission INGEST.
         */
        post: operations["ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Store readings over a WebSocket
         * @description A WebSocket (RFC 6455) on which every text message is a body as `POST /api/ingest` takes it and is answered by one text message, in order: an IngestMessage. It comes when what is accepted is committed; the next message is read after it, so a sender that waits for nothing is slowed down by its connection. A message that cannot be read is answered with `reason_code` and `detail` beside an empty result, and the connection stays. UNAVAILABLE means: send the same again. A message over 1 MiB ends the connection (1009); so do a key that is revoked or expires (1008, with the code as its reason) and the server's end (1001).
         *
         *     Needs the permission INGEST.
         */
        get: operations["ingest-socket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invoices
         * @description Of all sites in sight, or of one; those issued last first, without their lines. from and to select those whose period has a day in between.
         *
         *     Needs the permission READ.
         */
        get: operations["invoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invoices as a file
         * @description Comma-separated values (RFC 4180), one line for each line of an invoice, those issued last first; at most 10,000 invoices: narrow the selection where there are more. What others issued is taken in again by import-invoices.
         *
         *     Needs the permission REPORT.
         */
        get: operations["invoices-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One invoice
         * @description With its lines.
         *
         *     Needs the permission READ.
         */
        get: operations["invoice"];
        /**
         * Write a draft anew
         * @description All of it, lines too. INVOICE_FIXED for one that is no draft.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-invoice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an invoice
         * @description Discards a draft. What is posted is cancelled by its exact negation, an invoice of its own that is posted with it: cancelled_by_id names it.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["cancel-invoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post an invoice
         * @description From then on it never changes but for being settled or cancelled. An own invoice gets the next number of the tenant, without gaps.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["post-invoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that an invoice was paid
         * @description Of a posted invoice, for good.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["settle-invoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take invoices from a file
         * @description Comma-separated values, one line for each line of an invoice; lines with the same counterparty and number are one invoice, and say what is above the lines on the first of them at least. Sites and contracts stand with their keys. Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. The same file again changes nothing. status says how far an invoice has come: DRAFT, POSTED or, with settled_on, SETTLED. At most 5,000 lines.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["import-invoices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Credentials of machines, the newest first; the keys themselves are kept nowhere.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["keys"];
        put?: never;
        /**
         * Make an API key
         * @description Answers the key, once: it goes into the header Authorization as `Bearer ohm_…`. A key can be for INGEST, which no person holds, and for reading; what moves power or changes rights is for people. The same request with the same Idempotency-Key makes no second key: it answers a new text for the same one.
         *
         *     Needs the permission ADMINISTER.
         */
        post: operations["make-key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description At once and for good.
         *
         *     Needs the permission ADMINISTER.
         */
        delete: operations["revoke-key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password by a link
         * @description Sets the name too where one is given. Uses the link up, lets an invited person in, and ends all sessions there were. At least 12 characters, and none of those that are guessed first.
         *
         *     Needs no login.
         */
        post: operations["accept-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whose password a link sets
         * @description So that a page can greet the person. LINK_INVALID for one that was used, replaced or has expired.
         *
         *     Needs no login.
         */
        post: operations["look-at-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Answers a bearer token and sets the same as a cookie. Attempts are throttled per e-mail and address.
         *
         *     Needs no login.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in by the identity provider
         * @description Answers where the browser goes to: OpenID Connect's authorization code flow with PKCE. It comes back to /api/login/back and is logged in, or shown the login with the reason of the refusal. A login is linked to a person by a link alone, and nobody is made.
         *
         *     Needs no login.
         */
        post: operations["begin-login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one can log in
         * @description With a password, and by an identity provider where one is configured.
         *
         *     Needs no login.
         */
        get: operations["login-ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends the session at once, everywhere it is used. Answers where a browser that came by the identity provider logs out there too.
         *
         *     Needs a login.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is logged in
         * @description The person, the tenant and the roles behind the credential.
         *
         *     Needs a login.
         */
        get: operations["me"];
        /**
         * Change one's own name or language
         * @description What is not given stays.
         *
         *     Needs a login.
         */
        put: operations["update-me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's own password
         * @description Ends one's other sessions. At least 12 characters, and none of those that are guessed first.
         *
         *     Needs a login.
         */
        put: operations["change-password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/control-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Capabilities of a microgrid
         * @description Control points, each with its latest status where it has one. The filters combine.
         *
         *     Needs the permission READ.
         */
        get: operations["control-points"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/control-points/{control_point_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a control point
         * @description Creates a control point under an id of the caller's choice, or replaces the one of this id. schedule_ref is for LOCAL control and is never cleared silently.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["save-control-point"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/control-points/{control_point_id}/status-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History of a control point
         * @description Every event as it came, the last observed first.
         *
         *     Needs the permission READ.
         */
        get: operations["status-events"];
        put?: never;
        /**
         * Report a status
         * @description Appends an event; events are never changed. The same source_event_ref with the same content is answered with the same event.
         *
         *     Needs the permission INGEST.
         */
        post: operations["record-status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History of balancing
         * @description Every cycle, the newest first.
         *
         *     Needs the permission READ.
         */
        get: operations["cycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/cycles/{cycle_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One cycle
         * @description The cycle with who got what and why, in words too.
         *
         *     Needs the permission READ.
         */
        get: operations["cycle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/cycles/{cycle_id}/execution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a cycle
         * @description Of each controllable leaf what the cycle gave it, what it was told, what it is known to keep to, and why not. A cycle that gives a leaf what it has already goes on with what became of that. Empty of a cycle that was run while control was disabled.
         *
         *     Needs the permission READ.
         */
        get: operations["cycle-execution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/node-limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of nodes
         * @description The ACTIVE ones.
         *
         *     Needs the permission READ.
         */
        get: operations["node-limits"];
        put?: never;
        /**
         * Set a limit of a node
         * @description Creates a limit, or updates the one whose id it has. A node has at most one ACTIVE limit of a kind.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["save-node-limit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every node as it stands
         * @description Live demand, effective limits with what set them, and headroom of every node, evaluated as a balancing cycle would, of which nothing is kept.
         *
         *     Needs the permission READ.
         */
        get: operations["microgrid-now"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/operating-envelopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Operating envelopes
         * @description Every envelope that was ever submitted, the rejected ones among them. Envelopes come in by adapters, not by this API.
         *
         *     Needs the permission READ.
         */
        get: operations["envelopes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/operating-envelopes/{envelope_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One operating envelope
         * @description The envelope with its blocks and what became of it, each status with its own instant.
         *
         *     Needs the permission READ.
         */
        get: operations["envelope"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/rebalance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Balance a microgrid
         * @description Runs one balancing cycle and keeps it. A demand that nobody can know is 503 with missing_inputs and what was done to be safe; a tree that changed twice meanwhile is 409. Both are kept as REJECTED cycles.
         *
         *     Needs the permission OPERATE.
         */
        post: operations["rebalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what leaves ask for
         * @description Replaces what the controllable leaves ask for; the next cycle serves it.
         *
         *     Needs the permission INGEST.
         */
        put: operations["save-requests"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Things of a microgrid
         * @description Nodes as a collection, whatever way they hang together.
         *
         *     Needs the permission READ.
         */
        get: operations["resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/resources/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try actions against the limits
         * @description Holds candidate actions for resources against every limit as a balancing cycle would, as if all of them were carried out. Nothing is kept.
         *
         *     Needs the permission READ.
         */
        post: operations["try-actions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a microgrid stands
         * @description The latest cycle, the breaches that last, the envelopes that are ACTIVE, and the status of capabilities.
         *
         *     Needs the permission READ.
         */
        get: operations["microgrid-status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/microgrid/{microgrid_id}/topology": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tree of a microgrid
         * @description The microgrid and its nodes.
         *
         *     Needs the permission READ.
         */
        get: operations["topology"];
        put?: never;
        /**
         * Change the tree
         * @description Replaces all nodes, or applies operations in their order, all or none. version is the one that was read: TOPOLOGY_VERSION_CONFLICT where there is another by now, looked at before anything else.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["edit-topology"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List channels
         * @description Where notifications of alarms go, and by which routes.
         *
         *     Needs the permission ALERTING.
         */
        get: operations["notification-channels"];
        put?: never;
        /**
         * Add a channel
         * @description The answer holds the secret that signs what goes to a webhook, once. NO_MAIL_SERVER for MAIL where none is configured. A webhook is called with POST and the headers Ohmstead-Delivery, Ohmstead-Timestamp and Ohmstead-Signature: `v1=` and the HMAC-SHA256 of timestamp, a dot, and the body.
         *
         *     Needs the permission ALERTING.
         */
        post: operations["add-notification-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a channel
         * @description Its kind and its secret stay. version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission ALERTING.
         */
        put: operations["change-notification-channel"];
        post?: never;
        /**
         * Remove a channel
         * @description What waits for it is given up; the log stays.
         *
         *     Needs the permission ALERTING.
         */
        delete: operations["remove-notification-channel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a channel
         * @description Sends a message at once, and once, and answers how it fared.
         *
         *     Needs the permission ALERTING.
         */
        post: operations["test-notification-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent
         * @description Newest first, with what waits and what was given up, and why.
         *
         *     Needs the permission ALERTING.
         */
        get: operations["notification-deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again what was given up
         * @description A delivery in another state stays as it is.
         *
         *     Needs the permission ALERTING.
         */
        post: operations["retry-notification-delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offline-meters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an offline meter
         * @description Renames it, takes it out of use or brings it back; its readings stay. VERSION_CONFLICT where version is not the newest.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-offline-meter"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/offline-meters/{id}/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readings of an offline meter
         * @description The newest revision of each instant, newest first, with who brought it.
         *
         *     Needs the permission READ.
         */
        get: operations["offline-readings"];
        put?: never;
        /**
         * Bring readings
         * @description Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. However old readings are, they are taken. The same again changes nothing; another value for a known instant is a conflict, unless its quality is SUBSTITUTED. A local time that exists twice needs its offset. At most 40,000 lines and five years.
         *
         *     Needs the permission PLACES.
         */
        post: operations["bring-offline-readings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tree of places
         * @description Places from the enterprise down to a piece of equipment, those nearer to the root first, then by name. What is out of use is left out unless asked for; what lies above the caller's sites is out of sight.
         *
         *     Needs the permission READ.
         */
        get: operations["org-nodes"];
        put?: never;
        /**
         * Make a place
         * @description ENTERPRISE stands at the top or below another; BUILDING in a site; FLOOR in a building; SPACE in a site, building, floor or space; EQUIPMENT in any of these or in another. Sites are made at /api/sites. The same request with the same Idempotency-Key makes one place.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-org-node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One place
         * @description Whether it is in use or archived.
         *
         *     Needs the permission READ.
         */
        get: operations["org-node"];
        /**
         * Rename a place
         * @description Name and key; what is not given stays. version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission PLACES.
         */
        put: operations["rename-org-node"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a place
         * @description Takes it out of use with everything inside, or brings it back with what went with it. Nothing is deleted. An enterprise must have been left first: PLACE_NOT_EMPTY.
         *
         *     Needs the permission PLACES.
         */
        post: operations["archive-org-node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes/{id}/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Key figures of a node of the organisation
         * @description Of all sites below a node of kind ENTERPRISE together, for those who see all of them. By local day or calendar month, from quarter hours, added up in whole J and W and answered in Wh to 0.01 half to even, by the same rules as reports. A figure is null where a channel it follows from covers less than least_coverage_bp of the time. Ratings are those of now, whenever the energy was measured.
         *
         *     Needs the permission READ.
         */
        get: operations["org-node-kpis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes/{id}/kpis.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Key figures of a node as a file
         * @description The columns of a site's file.
         *
         *     Needs the permission REPORT.
         */
        get: operations["org-node-kpis-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org-nodes/{id}/parent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Move a place
         * @description With everything below it, under another place or to the top. Roles on what is above hold at once as the tree now stands. A place inside a site stays in its site; none comes to lie below itself: PLACE_IN_CIRCLE. What stands above sites is moved by who holds PLACES on the whole tenant.
         *
         *     Needs the permission PLACES.
         */
        put: operations["move-org-node"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sites, or what stands there, as a table
         * @description The rows of one kind as an import takes them. What is archived is not in it. What has no key is named by its id.
         *
         *     Needs the permission REPORT.
         */
        get: operations["export-places-table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sites and what stands there as a file
         * @description The form that an import takes: taken in elsewhere it makes the same, taken in here it changes nothing. What is archived is not in it. What has no key is named by its id. Comments at the top say what could not be written down.
         *
         *     Needs the permission REPORT.
         */
        get: operations["export-places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description The tenants there are, by name; nothing of what they own.
         *
         *     Needs the permission TENANTS.
         */
        get: operations["tenants"];
        put?: never;
        /**
         * Make a tenant
         * @description With its first owner, and the token of the link by which that person comes in. The same request with the same Idempotency-Key makes no second tenant: it answers a new token, and the one before holds no more.
         *
         *     Needs the permission TENANTS.
         */
        post: operations["make-tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/tenants/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a tenant go on
         * @description Users, keys and edges are let in again.
         *
         *     Needs the permission TENANTS.
         */
        post: operations["resume-tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/tenants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a tenant
         * @description Its users and keys are refused from now on with TENANT_SUSPENDED, its edges within half a minute; edges go on by themselves and keep what they measure. What it owns stays.
         *
         *     Needs the permission TENANTS.
         */
        post: operations["suspend-tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/portfolio/roi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return on investment by site
         * @description Document 000, example query 2: sites of a segment and market region under a contract or tariff that holds in the local days from `from` to before `to`, one row for each site and currency. revenue is settled RECEIVABLE invoices of feed-in and flexibility, net, minus credits, by days where only a part of their period lies within. avoided_cost is PV energy that was not exported times the mean net price of a kWh that PAYABLE invoices of consumption bought in the period (their ENERGY lines); null where either is unknown. roi is both over capex, null with a reason_code where it cannot be said. Contracts and tariffs do not multiply revenue, and currencies are never added. The year until today unless asked otherwise.
         *
         *     Needs the permission READ.
         */
        get: operations["portfolio-roi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/price-products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products that prices are known of
         * @description Every market region, source and slot length, with its newest slot.
         *
         *     Needs the permission READ.
         */
        get: operations["price-products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prices of market regions
         * @description By region, source, slot length and time; without from and to those of yesterday to tomorrow. With as_of what was believed then: of each the newest publication that is not after it.
         *
         *     Needs the permission READ.
         */
        get: operations["prices"];
        put?: never;
        /**
         * Bring prices
         * @description What one source publishes at once. Negative prices are prices. Every point is answered by its index: accepted is what is kept, or was kept before; the same request again changes nothing. Another value under the same published_at is BELIEF_CONFLICT: what is believed anew has a later one. Without published_at it is now, and what is believed already is not kept again. At most 5,000 points. Of no site, so that it needs the right, or the key, for the whole tenant.
         *
         *     Needs the permission PLAN, or an API key with the scope INGEST.
         */
        post: operations["publish-prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prices/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a file of prices
         * @description A file with the fields ts and value. Everything is kept or nothing; where there are problems all of them are listed by line and field. The first line names the fields, which are apart by commas or semicolons; numbers have a point or, between semicolons, a decimal comma. A local time that exists twice needs its offset. At most 40,000 lines.
         *
         *     Needs the permission PLAN, or an API key with the scope INGEST.
         */
        post: operations["bring-prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/report-subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What reports can be about
         * @description Sites in scope, and nodes of the organisation for those who see all sites below them.
         *
         *     Needs the permission REPORT.
         */
        get: operations["report-subjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List reports
         * @description Versions of reports without their figures, newest first.
         *
         *     Needs the permission REPORT.
         */
        get: operations["reports"];
        put?: never;
        /**
         * Run a report
         * @description Computes the report and notes who ran it. On the same data the same version is answered, byte for byte; where the data has changed since, a new version that names the one it replaces.
         *
         *     Needs the permission REPORT.
         */
        post: operations["run-report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One report
         * @description A version with its figures; energies, which were added up in whole J, in Wh to 0.01 half to even.
         *
         *     Needs the permission REPORT.
         */
        get: operations["report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A report as a file
         * @description As comma-separated values (RFC 4180), as a page to print, or as the JSON whose SHA-256 is hash: as it was kept, in the shape that its schema names.
         *
         *     Needs the permission REPORT.
         */
        get: operations["report-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Roles and what they grant
         * @description The table of permissions, as every operation is checked against it and as the tables roles, permissions and role_permissions hold it; who holds which role, and whether machines or people do.
         *
         *     Needs the permission READ.
         */
        get: operations["roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rules
         * @description Rules that raise alarms, by name. Those of all sites are shown to who sees all sites.
         *
         *     Needs the permission READ.
         */
        get: operations["rules"];
        put?: never;
        /**
         * Add a rule
         * @description It is evaluated on what is stored from now on, in the order of the samples. Unknown values neither meet nor clear it. NAME_TAKEN where another rule has the name.
         *
         *     Needs the permission ALERTING.
         */
        post: operations["add-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One rule
         * @description The rule, and how many alarms of it are open.
         *
         *     Needs the permission READ.
         */
        get: operations["rule"];
        /**
         * Change a rule
         * @description Replaces what it says. Its open alarms are closed and it begins anew. version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission ALERTING.
         */
        put: operations["change-rule"];
        post?: never;
        /**
         * Remove a rule
         * @description Its open alarms are closed; those it has raised stay in the log.
         *
         *     Needs the permission ALERTING.
         */
        delete: operations["remove-rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a rule on the last 24 hours
         * @description Says when it would have raised and cleared alarms, and keeps nothing.
         *
         *     Needs the permission ALERTING.
         */
        post: operations["try-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where one is logged in
         * @description One's own sessions, the newest login first.
         *
         *     Needs a login.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description One's own, or that of a person one administers.
         *
         *     Needs a login.
         */
        delete: operations["end-session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/site-map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All sites with their places
         * @description Every site in scope, without what costs much to find: where it is, whether its edge is heard, its open alarms. Made for maps and choices over thousands of sites.
         *
         *     Needs the permission READ.
         */
        get: operations["site-map"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites
         * @description Sites in scope with their state, power now and energies of the local day, by name and page by page.
         *
         *     Needs the permission READ.
         */
        get: operations["sites"];
        put?: never;
        /**
         * Make a site
         * @description The same request with the same Idempotency-Key makes one. It gets its place in the tree and one grid connection. Needs PLACES on the whole tenant. It is moved and archived as a place.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-site"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One site
         * @description The site with its state, power now and energies of the local day.
         *
         *     Needs the permission READ.
         */
        get: operations["site"];
        /**
         * Change a site
         * @description Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. archived takes it out of use and out of the lists, or brings it back; its history stays. A site is archived as a place.
         *
         *     Needs the permission PLACES.
         */
        put: operations["change-site"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promise a part of an asset under a contract
         * @description The same request with the same Idempotency-Key makes one. Together never more of an asset at any instant than it can do: ALLOCATION_TOO_LARGE.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-allocation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Assets of a site
         * @description Things with energy meaning, with their ratings.
         *
         *     Needs the permission READ.
         */
        get: operations["assets"];
        put?: never;
        /**
         * Make an asset
         * @description The same request with the same Idempotency-Key makes one. An edge whose manifest names the key takes it over: nature and device follow the edge, what people entered stays.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/billing-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note a billing run
         * @description A draft, which its invoices name. The same contract, period and input hash again is answered with the run that was made of them; a correction is another run that names the one it corrects.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-billing-run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/channel-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people say of channels
         * @description Limits by which samples are cleaned, and how counters go on at their end.
         *
         *     Needs the permission READ.
         */
        get: operations["channel-settings"];
        /**
         * Say something of a channel
         * @description Replaces what is said of one channel; samples that come from some seconds later on are cleaned by it. Outside of the limits, or changed too fast, a sample becomes BAD; a counter that falls becomes UNCERTAIN, but where it rolls over. Values stay as they came. Of a counter, what it has counted in the last 30 days is counted anew. VERSION_CONFLICT where version is not the newest.
         *
         *     Needs the permission CONFIGURE.
         */
        put: operations["set-channel-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channels of a site
         * @description Named points of the site's assets.
         *
         *     Needs the permission READ.
         */
        get: operations["channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/control": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a site is controlled
         * @description What the site's edge said last of its control: state, mode, latched faults, every controller, what was asked of every asset in the cycle and what was cut by whom and why, set-points by hand, limits in force, health of devices, and how the cycle keeps its time. An edge sends it when something changes in kind and at least every minute, and every two seconds while somebody asks here. What an edge said before it fell silent is kept, over restarts too, and marked as not current.
         *
         *     Needs the permission READ.
         */
        get: operations["control"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices of a site
         * @description Communication endpoints and their health.
         *
         *     Needs the permission READ.
         */
        get: operations["devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/edges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add an edge
         * @description Makes a PENDING edge and answers the code with which `ohmstead edge enrol` enrols it, once and within an hour. A second edge of a site can be added while the first runs; it enrols once that one is revoked. The same request with the same Idempotency-Key answers a new code for the same edge.
         *
         *     Needs the permission PROVISION.
         */
        post: operations["add-edge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/evses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an EVSE
         * @description The same request with the same Idempotency-Key makes one.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-evse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is forecast of a site
         * @description Of a channel of the site as a whole, whose ActivePower is what its connection takes, or of an asset; of each time what was issued last. With as_of what was believed then. Without from and to those of the last hour to two days ahead.
         *
         *     Needs the permission READ.
         */
        get: operations["forecast"];
        put?: never;
        /**
         * Bring a forecast
         * @description What a model says at once of a channel. Issues stand side by side. Every point is answered by its index: accepted is what is kept, or was kept before; the same request again changes nothing, another value of the same model under the same issued_at is BELIEF_CONFLICT. Kept for 400 days. At most 5,000 points.
         *
         *     Needs the permission PLAN, or an API key with the scope INGEST.
         */
        post: operations["publish-forecast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/grid-connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a grid connection
         * @description The same request with the same Idempotency-Key makes one. A site has one from the beginning.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-grid-connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/grid-constraints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lay a constraint upon a grid connection
         * @description The same request with the same Idempotency-Key makes one. Two of one type never hold at once: PERIODS_OVERLAP.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-grid-constraint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stands at a site
         * @description The site, its assets, EVSEs, grid connections and their constraints, as people keep them. What is out of use is left out unless asked for.
         *
         *     Needs the permission READ.
         */
        get: operations["inventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enter an invoice
         * @description A draft, with its lines. What is left out of the amounts is computed; what is given must be what the lines come to: INVOICE_TOTALS. The same request with the same Idempotency-Key makes one.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-invoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Key figures of a site
         * @description By local day or calendar month, from quarter hours, added up in whole J and W and answered in Wh to 0.01 half to even, by the same rules as reports. A figure is null where a channel it follows from covers less than least_coverage_bp of the time. Ratings are those of now, whenever the energy was measured.
         *
         *     Needs the permission READ.
         */
        get: operations["site-kpis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/kpis.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Key figures of a site as a file
         * @description Comma-separated values (RFC 4180), a line per interval, with the figures and units of the JSON, but shares in percent and cycles as decimals. What is unknown is empty.
         *
         *     Needs the permission REPORT.
         */
        get: operations["site-kpis-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of a site's connection
         * @description What bounds the connection's net power from above, as the edge keeps it by its own clock.
         *
         *     Needs the permission READ.
         */
        get: operations["limits"];
        /**
         * Set the limits of a site's connection
         * @description Replaces all blocks. version is the version that was read; VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission OPERATE.
         */
        put: operations["set-limits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Newest values
         * @description The newest reading of every channel of the site.
         *
         *     Needs the permission READ.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/load-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Load profile of a site or channel
         * @description The mean day of working days, Saturdays and Sundays, apart by season if asked for, with percentiles, extremes and coverage; and the load duration curve. Days are local days: quarter hours that exist twice count twice, those that do not exist are not missed. At most 1,100 days.
         *
         *     Needs the permission READ.
         */
        get: operations["load-profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/load-profile.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Load profile as a file
         * @description Comma-separated values (RFC 4180): with part=profile a line per kind of day and time, with part=duration a line per percent of the load duration curve.
         *
         *     Needs the permission REPORT.
         */
        get: operations["load-profile-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/net-power": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Power at the grid connection
         * @description Document 000, example query 1: over the grid meters of the site's grid connections, the time-weighted mean per meter and interval, summed; import positive. The last 24 h in quarter hours unless asked otherwise.
         *
         *     Needs the permission READ.
         */
        get: operations["net-power"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/offline-meters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Offline meters of a site
         * @description Meters that nobody reads electronically, by name.
         *
         *     Needs the permission READ.
         */
        get: operations["offline-meters"];
        put?: never;
        /**
         * Make an offline meter
         * @description It gets an asset of nature METER with a channel ActivePower. NAME_TAKEN where the site has one of the name, so that a request sent again makes one.
         *
         *     Needs the permission PLACES.
         */
        post: operations["make-offline-meter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Raw readings
         * @description Every stored reading of one channel, by time.
         *
         *     Needs the permission READ.
         */
        get: operations["readings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channels over time
         * @description Time-weighted means, extremes and last values per interval. A gap is null, never zero.
         *
         *     Needs the permission READ.
         */
        get: operations["series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/series.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series as a file
         * @description Comma-separated values (RFC 4180), a line per channel and interval, or per stored reading with bucket=raw, each with its quality; a gap has no value. At most 1,000,000 lines: a larger answer is cut off in its transfer, so that it does not look whole.
         *
         *     Needs the permission REPORT.
         */
        get: operations["series-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/series.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Series as columns
         * @description Apache Parquet with the columns of the comma-separated file, compressed by Snappy; instants count in microseconds of UTC, a gap is null. At most 1,000,000 rows.
         *
         *     Needs the permission REPORT.
         */
        get: operations["series-parquet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live stream
         * @description Server-sent events. The first event is `readings` with the newest value of every channel; then `readings` with what was just stored and `events` with alarms just raised or cleared. Ids increase; a client that comes back with Last-Event-ID gets what it missed, or a fresh snapshot where that is too long ago. A comment every 15 s keeps the connection. A reading may come again, or later than a newer one: the newest timestamp of a channel counts.
         *
         *     Needs the permission READ.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A day in figures
         * @description Energies, shares and the peak of a local day, from quarter hours.
         *
         *     Needs the permission READ.
         */
        get: operations["summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/tariff-trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a version of a tariff
         * @description What a version would come to: its windows, and the hours that nobody prices. Nothing is stored.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["try-tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a tariff
         * @description With its first version. The same request with the same Idempotency-Key makes one. Every fault is named with its component, field and value.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["make-tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/virtual-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Virtual channels of a site
         * @description Channels that are computed from other channels of the site, by asset and name.
         *
         *     Needs the permission READ.
         */
        get: operations["virtual-channels"];
        put?: never;
        /**
         * Add a virtual channel
         * @description The last 24 hours of it are computed, and from then on each instant at which one of its inputs has a sample. INVALID_VALUE names the way where a channel would be computed from itself, and units that do not go together.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["add-virtual-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sites/{id}/virtual-channels/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a virtual channel on the last 24 hours
         * @description Says what it would have given, and keeps nothing.
         *
         *     Needs the permission CONFIGURE.
         */
        post: operations["try-virtual-channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariff-versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * End a version of a tariff
         * @description Moves its end while that lies ahead, never into what has passed: TARIFF_VERSION_BEGUN. One that has not begun is withdrawn by an end where it begins.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["end-tariff-version"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tariffs
         * @description Of all sites in sight, or of one; page by page, in the order in which they were made.
         *
         *     Needs the permission READ.
         */
        get: operations["tariffs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tariff
         * @description With all versions and their components, the windows of the year with one rate each, and the hours that nobody prices.
         *
         *     Needs the permission READ.
         */
        get: operations["tariff"];
        /**
         * Change a tariff
         * @description Says anew what is beside its versions, takes it out of use or brings it back. VERSION_CONFLICT where version is not the newest.
         *
         *     Needs the permission CONTRACTS.
         */
        put: operations["change-tariff"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rates of a tariff over time
         * @description What one more kWh costs and brings, per quarter hour or hour, in the clock of the version that holds. Null where it does not follow from the tariff alone, with why. At most 8784 slots.
         *
         *     Needs the permission READ.
         */
        get: operations["tariff-rates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a version to a tariff
         * @description From an instant on. The version before it, where it has no end, ends there, unless that instant has passed: then PERIODS_OVERLAP, as with any two versions at once. A version is not changed afterwards.
         *
         *     Needs the permission CONTRACTS.
         */
        post: operations["add-tariff-version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long telemetry is kept
         * @description How long samples, rollups and balancing cycles with their orders are kept, how much may come in, and what was removed because its time was over.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["telemetry-policy"];
        /**
         * Set how long telemetry is kept
         * @description Replaces the policy. version is the version that was read; VERSION_CONFLICT where it is not the newest. What is over by then is removed within hours, and cannot be brought back.
         *
         *     Needs the permission ADMINISTER.
         */
        put: operations["set-telemetry-policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List people
         * @description Everybody the caller administers, by name, with the roles they hold and where.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["users"];
        put?: never;
        /**
         * Invite a person
         * @description Makes a user with a first role and answers the token of a link by which the person sets a password, once and within three days. The same request with the same Idempotency-Key makes nobody twice: it answers a new token, and the one before holds no more.
         *
         *     Needs the permission ADMINISTER.
         */
        post: operations["invite-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description The person with the roles held.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["user"];
        /**
         * Change a person
         * @description Name, language, and whether the person can log in. version is the one that was read: VERSION_CONFLICT where it is not the newest. Disabling ends every session at once, and so does dropping the login at the identity provider; nobody locks out themselves or the last owner.
         *
         *     Needs the permission ADMINISTER.
         */
        put: operations["update-user"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new link for a person
         * @description A second invitation, or the way back in after a forgotten password. The link before it holds no more.
         *
         *     Needs the permission ADMINISTER.
         */
        post: operations["relink-user"];
        /**
         * Withdraw a person's link
         * @description Nobody gets in by it any more. Who was invited stays so, and can be sent a new link.
         *
         *     Needs the permission ADMINISTER.
         */
        delete: operations["unlink-user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a role
         * @description At a node of the tree of places, with everything below it, or on the whole tenant. Nobody gives more than they hold there: BEYOND_OWN_RIGHTS. A role that is held already stays as it is.
         *
         *     Needs the permission ADMINISTER.
         */
        post: operations["give-role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/roles/{binding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a role
         * @description The last owner of the whole tenant stays: LAST_OWNER.
         *
         *     Needs the permission ADMINISTER.
         */
        delete: operations["take-role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which rows a person sees
         * @description Table by table, how many rows row-level security leaves of those that the caller sees, counted by the database within the scope in which the person holds READ. Counts alone: no row is read for somebody else.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["user-rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a person is logged in
         * @description The newest login first.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["user-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where roles can be given
         * @description Sites and what is above them, as far as the caller administers all of it, a parent before what is below it.
         *
         *     Needs the permission ADMINISTER.
         */
        get: operations["places-to-administer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/virtual-channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One virtual channel
         * @description How it is computed.
         *
         *     Needs the permission READ.
         */
        get: operations["virtual-channel"];
        /**
         * Change a virtual channel
         * @description Replaces how it is computed from now on; what was computed stays. Its name and its unit stay too. version is the one that was read: VERSION_CONFLICT where it is not the newest.
         *
         *     Needs the permission CONFIGURE.
         */
        put: operations["change-virtual-channel"];
        post?: never;
        /**
         * Archive a virtual channel
         * @description It is computed no more; what was computed stays. INVALID_VALUE where another is computed from it.
         *
         *     Needs the permission CONFIGURE.
         */
        delete: operations["archive-virtual-channel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AlarmAcknowledgement: {
            /**
             * @description What others should know.
             * @example the electrician is on the way
             */
            note?: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        AlarmChange: {
            /**
             * @description Who did it, by name; empty for nobody.
             * @example Ada
             */
            actor: string;
            /**
             * Format: uuid
             * @description The alarm, or another one of the same condition.
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            alarm: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:05:00Z
             */
            at: string;
            /**
             * @description RETURNED: its time aside was over.
             * @example ACKNOWLEDGED
             * @enum {string}
             */
            change: "RAISED" | "ACKNOWLEDGED" | "SHELVED" | "UNSHELVED" | "RETURNED" | "CLEARED";
            /**
             * @description What they wrote, or the code of why it was cleared.
             * @example the electrician is on the way
             */
            note: string;
            /**
             * Format: date-time
             * @description Until when it is put aside.
             * @example 2026-06-01T18:00:00Z
             */
            until: string | null;
        };
        AlarmHistory: {
            /** @description The newest first; at most 200, those of other alarms of the same condition among them. */
            items: components["schemas"]["AlarmChange"][];
        };
        AlarmRule: {
            /**
             * Format: double
             * @description Met while the value, or its change per minute, is above.
             * @example 95
             */
            above: number | null;
            /**
             * Format: double
             * @description Met while it is below; one of above and below.
             */
            below: number | null;
            /**
             * Format: date-time
             * @description Samples before that are no matter of it.
             * @example 2026-06-01T12:00:00Z
             */
            changed_at: string;
            /**
             * @description asset.channel, or *.channel for each asset that has it; empty for EXPRESSION.
             * @example battery0.SOC
             */
            channel: string;
            /** @example true */
            enabled: boolean;
            /**
             * @description A condition over the names of inputs: numbers, comparisons, && and ||, abs, ceil, floor, max, min, round.
             * @example
             */
            expression: string;
            /**
             * Format: int64
             * @description How long it has to last; of ABSENCE, how long nothing comes.
             * @example 60
             */
            for_seconds: number;
            /**
             * Format: double
             * @description How far back behind the threshold the value has to come before the alarm clears.
             * @example 2
             */
            hysteresis: number;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            /** @description Channels by the names they have in the expression. */
            inputs: {
                [key: string]: string;
            };
            /**
             * @description A value beyond a threshold, one that changes too fast, one that does not come, a condition over several.
             * @example THRESHOLD
             * @enum {string}
             */
            kind: "THRESHOLD" | "RATE" | "ABSENCE" | "EXPRESSION";
            /**
             * @description Used once in a tenant.
             * @example Battery nearly empty
             */
            name: string;
            /**
             * Format: int64
             * @description Alarms of it that are open.
             * @example 0
             */
            open_alarms: number;
            /**
             * @example WARNING
             * @enum {string}
             */
            severity: "INFO" | "WARNING" | "SEVERE";
            /**
             * Format: uuid
             * @description The site; null for all sites of the tenant.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * @description Empty for a rule of all sites.
             * @example House north
             */
            site_name: string;
            /**
             * Format: int64
             * @description Counts the changes; a change names the version it has read.
             * @example 1
             */
            version: number;
            /**
             * Format: int64
             * @description Time over which RATE takes the change.
             * @example 0
             */
            window_seconds: number;
        };
        AlarmRuleChange: {
            /**
             * Format: double
             * @description Met while the value, or its change per minute, is above.
             * @example 95
             */
            above: number | null;
            /**
             * Format: double
             * @description Met while it is below; one of above and below.
             */
            below: number | null;
            /**
             * @description asset.channel, or *.channel for each asset that has it; empty for EXPRESSION.
             * @example battery0.SOC
             */
            channel: string;
            /** @example true */
            enabled: boolean;
            /**
             * @description A condition over the names of inputs: numbers, comparisons, && and ||, abs, ceil, floor, max, min, round.
             * @example
             */
            expression: string;
            /**
             * Format: int64
             * @description How long it has to last; of ABSENCE, how long nothing comes.
             * @example 60
             */
            for_seconds: number;
            /**
             * Format: double
             * @description How far back behind the threshold the value has to come before the alarm clears.
             * @example 2
             */
            hysteresis: number;
            /** @description Channels by the names they have in the expression. */
            inputs: {
                [key: string]: string;
            };
            /**
             * @description A value beyond a threshold, one that changes too fast, one that does not come, a condition over several.
             * @example THRESHOLD
             * @enum {string}
             */
            kind: "THRESHOLD" | "RATE" | "ABSENCE" | "EXPRESSION";
            /**
             * @description Used once in a tenant.
             * @example Battery nearly empty
             */
            name: string;
            /**
             * @example WARNING
             * @enum {string}
             */
            severity: "INFO" | "WARNING" | "SEVERE";
            /**
             * Format: uuid
             * @description The site; null for all sites of the tenant.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
            /**
             * Format: int64
             * @description Time over which RATE takes the change.
             * @example 0
             */
            window_seconds: number;
        };
        AlarmRuleDraft: {
            /**
             * Format: double
             * @description Met while the value, or its change per minute, is above.
             * @example 95
             */
            above: number | null;
            /**
             * Format: double
             * @description Met while it is below; one of above and below.
             */
            below: number | null;
            /**
             * @description asset.channel, or *.channel for each asset that has it; empty for EXPRESSION.
             * @example battery0.SOC
             */
            channel: string;
            /** @example true */
            enabled: boolean;
            /**
             * @description A condition over the names of inputs: numbers, comparisons, && and ||, abs, ceil, floor, max, min, round.
             * @example
             */
            expression: string;
            /**
             * Format: int64
             * @description How long it has to last; of ABSENCE, how long nothing comes.
             * @example 60
             */
            for_seconds: number;
            /**
             * Format: double
             * @description How far back behind the threshold the value has to come before the alarm clears.
             * @example 2
             */
            hysteresis: number;
            /** @description Channels by the names they have in the expression. */
            inputs: {
                [key: string]: string;
            };
            /**
             * @description A value beyond a threshold, one that changes too fast, one that does not come, a condition over several.
             * @example THRESHOLD
             * @enum {string}
             */
            kind: "THRESHOLD" | "RATE" | "ABSENCE" | "EXPRESSION";
            /**
             * @description Used once in a tenant.
             * @example Battery nearly empty
             */
            name: string;
            /**
             * @example WARNING
             * @enum {string}
             */
            severity: "INFO" | "WARNING" | "SEVERE";
            /**
             * Format: uuid
             * @description The site; null for all sites of the tenant.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Time over which RATE takes the change.
             * @example 0
             */
            window_seconds: number;
        };
        AlarmRulePage: {
            /** @description By name. */
            items: components["schemas"]["AlarmRule"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        AlarmRuleTrial: {
            /**
             * Format: date-time
             * @example 2026-05-31T12:00:00Z
             */
            from: string;
            /**
             * @description Whether there were more values or alarms than a trial looks at.
             * @example false
             */
            more: boolean;
            /**
             * Format: int64
             * @description Sites, or assets, that the rule would look at; 0 where none has its channels.
             * @example 1
             */
            places: number;
            raised: components["schemas"]["TrialAlarm"][];
            /**
             * Format: int64
             * @description Values it has looked at.
             * @example 86400
             */
            samples: number;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            to: string;
        };
        AlarmShelving: {
            /**
             * @description Why.
             * @example the meter is replaced this afternoon
             */
            reason: string;
            /**
             * Format: date-time
             * @description Within the next 7 days.
             * @example 2026-06-01T18:00:00Z
             */
            until: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        AlarmUnshelving: {
            /**
             * Format: int64
             * @description The version that was read.
             * @example 2
             */
            version: number;
        };
        AllocationFields: {
            /**
             * Format: int64
             * @description Active power, a magnitude. Together never above what the asset can do: ALLOCATION_TOO_LARGE.
             * @example 5000
             */
            allocated_watts: number;
            /**
             * Format: uuid
             * @description Said once.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * Format: uuid
             * @description Said once.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
        };
        AllocationRecord: {
            /**
             * Format: int64
             * @description Active power, a magnitude. Together never above what the asset can do: ALLOCATION_TOO_LARGE.
             * @example 5000
             */
            allocated_watts: number;
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description Said once.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * Format: uuid
             * @description Said once.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        AllocationRevision: {
            /**
             * Format: int64
             * @description Active power, a magnitude. Together never above what the asset can do: ALLOCATION_TOO_LARGE.
             * @example 5000
             */
            allocated_watts: number;
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: uuid
             * @description Said once.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * Format: uuid
             * @description Said once.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        AllocationTotals: {
            /**
             * Format: int64
             * @example 40000
             */
            allocated_watts: number;
            /** @description By node_id; an inner node has the sum of what lies below. */
            by_node: components["schemas"]["NodeAllocation"][];
            /**
             * Format: int64
             * @example 60000
             */
            requested_watts: number;
        };
        AnnotationAnswer: {
            annotation: unknown;
            tags: string[];
            /** @example meter0 is silent */
            text: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970.
             * @example 1780315200000
             */
            time: number;
            /**
             * Format: int64
             * @description When an alarm ended.
             * @example 1780315260000
             */
            timeEnd?: number;
            /** @example STALE_DATA */
            title: string;
        };
        AnnotationRequest: {
            /** @description Comes back in every answer. */
            annotation?: unknown;
            range: components["schemas"]["Range"];
        };
        APIKey: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /**
             * @description Name of the person who made it.
             * @example Ada Example
             */
            created_by: string;
            /**
             * Format: date-time
             * @example 2027-06-01T12:00:00Z
             */
            expires_at: string;
            /**
             * @description How the key begins.
             * @example ohm_a1B2
             */
            hint: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000014
             */
            id: string;
            /**
             * Format: date-time
             * @description A few minutes old at most; null where it was never used.
             * @example 2026-06-02T12:00:00Z
             */
            last_used_at: string | null;
            /** @example SCADA of plant north */
            name: string;
            /** @description Where it holds; nowhere unless whole_tenant where it is empty. */
            places: components["schemas"]["PlaceRef"][];
            /**
             * Format: date-time
             * @example 2026-06-03T12:00:00Z
             */
            revoked_at: string | null;
            /**
             * @description What it may do.
             * @example [
             *       "INGEST"
             *     ]
             */
            scopes: string[];
            /** @example true */
            whole_tenant: boolean;
        };
        APIKeyList: {
            /** @description The newest first. */
            items: components["schemas"]["APIKey"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        APIKeyRequest: {
            /**
             * Format: date-time
             * @description At most two years ahead.
             * @example 2027-06-01T12:00:00Z
             */
            expires_at: string;
            /**
             * @description What uses it.
             * @example SCADA of plant north
             */
            name: string;
            /** @description Where it holds, sites or what is above them; without any, the whole tenant. */
            node_ids?: string[] | null;
            /**
             * @description What it may do: INGEST, READ, READ_AUDIT, REPORT.
             * @example [
             *       "INGEST"
             *     ]
             */
            scopes: string[];
        };
        Archiving: {
            /**
             * @description false brings it back.
             * @example true
             */
            archived: boolean;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 3
             */
            version: number;
        };
        Asset: {
            /**
             * Format: int64
             * @example 20000
             */
            capacity_wh: number | null;
            /**
             * @description Key of the device it speaks through.
             * @example plenticore0
             */
            device: string | null;
            /** @example true */
            enabled: boolean;
            /**
             * Format: uuid
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            id: string;
            /**
             * @description Name of the asset in readings, unique in the site.
             * @example battery0
             */
            key: string;
            /**
             * Format: int64
             * @example 10000
             */
            max_active_power_watts: number | null;
            /**
             * Format: int64
             * @example 10000
             */
            max_apparent_power_va: number | null;
            /**
             * @description Whether it measures a grid connection.
             * @example false
             */
            measures_connection: boolean;
            /** @example Battery */
            name: string;
            /**
             * @description What the asset can do.
             * @example ESS
             */
            nature: string;
            /**
             * Format: int64
             * @example 8000
             */
            peak_limit_watts: number | null;
            /**
             * Format: double
             * @example 95
             */
            soc_max_percent: number | null;
            /**
             * Format: double
             * @example 10
             */
            soc_min_percent: number | null;
        };
        AssetFields: {
            /**
             * @description PV, BATTERY, EVSE, METER, INVERTER, CONTROLLER, LOAD or GENERATOR.
             * @example BATTERY
             */
            asset_type?: string;
            /**
             * Format: int64
             * @example 20000
             */
            capacity_wh?: number;
            /** @example 2026-05-04 */
            commissioned_on?: string;
            /** @example true */
            enabled: boolean;
            /**
             * @description Name of the asset in readings, unique in the site; never changes.
             * @example battery0
             */
            key: string;
            /** @example BYD */
            manufacturer?: string;
            /**
             * Format: int64
             * @example 10000
             */
            max_active_power_watts?: number;
            /**
             * Format: int64
             * @example 10000
             */
            max_apparent_power_va?: number;
            /** @example B-Box HVM */
            model?: string;
            /**
             * @description The key where it is left out.
             * @example Battery
             */
            name?: string;
            /**
             * @description What the asset can do; never changed by people afterwards.
             * @example ESS
             */
            nature: string;
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abd
             */
            parent_asset_id?: string;
            /**
             * Format: int64
             * @example 8000
             */
            peak_limit_watts?: number;
            /**
             * Format: double
             * @example 95
             */
            soc_max_percent?: number;
            /**
             * Format: double
             * @example 10
             */
            soc_min_percent?: number;
        };
        AssetList: {
            /** @description Assets by key. */
            items: components["schemas"]["Asset"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        AssetRecord: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * @description PV, BATTERY, EVSE, METER, INVERTER, CONTROLLER, LOAD or GENERATOR.
             * @example BATTERY
             */
            asset_type?: string;
            /**
             * Format: int64
             * @example 20000
             */
            capacity_wh?: number;
            /** @example 2026-05-04 */
            commissioned_on?: string;
            /** @example true */
            enabled: boolean;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * @description Name of the asset in readings, unique in the site; never changes.
             * @example battery0
             */
            key: string;
            /** @example BYD */
            manufacturer?: string;
            /**
             * Format: int64
             * @example 10000
             */
            max_active_power_watts?: number;
            /**
             * Format: int64
             * @example 10000
             */
            max_apparent_power_va?: number;
            /** @example B-Box HVM */
            model?: string;
            /**
             * @description The key where it is left out.
             * @example Battery
             */
            name?: string;
            /**
             * @description What the asset can do; never changed by people afterwards.
             * @example ESS
             */
            nature: string;
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abd
             */
            parent_asset_id?: string;
            /**
             * Format: int64
             * @example 8000
             */
            peak_limit_watts?: number;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: double
             * @example 95
             */
            soc_max_percent?: number;
            /**
             * Format: double
             * @example 10
             */
            soc_min_percent?: number;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        AssetReport: {
            /**
             * Format: double
             * @description What it does now, in W; absent while that is not known freshly.
             * @example -1187
             */
            actual_watts?: number;
            /**
             * @description Whether the cycle gives it a power.
             * @example true
             */
            controllable: boolean;
            /** @description What was not granted in full, and why. */
            cuts: components["schemas"]["CutReport"][];
            /**
             * @description Key of the device it speaks through; empty for none.
             * @example battery
             */
            device: string;
            /**
             * Format: int64
             * @description The power it was given in this cycle, in W.
             * @example -1200
             */
            given_watts?: number;
            /** @example battery0 */
            key: string;
            /**
             * Format: int64
             * @description What it can do at most in the positive direction, in W.
             * @example 5000
             */
            max_watts?: number;
            /**
             * Format: int64
             * @description What it can do at most in the negative direction, in W.
             * @example -5000
             */
            min_watts?: number;
            /** @example Battery */
            name: string;
            /**
             * @description Empty for a cluster or a single phase.
             * @example ESS
             */
            nature: string;
            /** @description Who asked for what in this cycle. */
            requests: components["schemas"]["RequestReport"][];
            /**
             * @description Whether it was ordered to its safe state.
             * @example false
             */
            safe: boolean;
            /** @description What was ordered in this cycle. */
            setpoints: components["schemas"]["SetpointReport"][];
            /**
             * Format: double
             * @description State of charge in %; absent while that is not known freshly.
             * @example 57.5
             */
            soc_percent?: number;
        };
        AssetRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * @description PV, BATTERY, EVSE, METER, INVERTER, CONTROLLER, LOAD or GENERATOR.
             * @example BATTERY
             */
            asset_type?: string;
            /**
             * Format: int64
             * @example 20000
             */
            capacity_wh?: number;
            /** @example 2026-05-04 */
            commissioned_on?: string;
            /** @example true */
            enabled: boolean;
            /**
             * @description Name of the asset in readings, unique in the site; never changes.
             * @example battery0
             */
            key: string;
            /** @example BYD */
            manufacturer?: string;
            /**
             * Format: int64
             * @example 10000
             */
            max_active_power_watts?: number;
            /**
             * Format: int64
             * @example 10000
             */
            max_apparent_power_va?: number;
            /** @example B-Box HVM */
            model?: string;
            /**
             * @description The key where it is left out.
             * @example Battery
             */
            name?: string;
            /**
             * @description What the asset can do; never changed by people afterwards.
             * @example ESS
             */
            nature: string;
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abd
             */
            parent_asset_id?: string;
            /**
             * Format: int64
             * @example 8000
             */
            peak_limit_watts?: number;
            /**
             * Format: double
             * @example 95
             */
            soc_max_percent?: number;
            /**
             * Format: double
             * @example 10
             */
            soc_min_percent?: number;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        AuditEntry: {
            /**
             * @example UPDATE
             * @enum {string}
             */
            action: "INSERT" | "UPDATE" | "DELETE";
            /**
             * @description user:id, edge:id, or the database role that wrote without either.
             * @example user:d4061f57-4e5f-4081-9c23-456789abcdef
             */
            actor: string;
            /**
             * @description Who that is now; empty where nobody knows.
             * @example Owner
             */
            actor_name: string;
            /** @description The row after; null for one that is gone. */
            after: unknown;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /** @description The row before; null for a new one. Secrets are hidden. */
            before: unknown;
            /**
             * @description Table.
             * @example sites
             */
            entity: string;
            /** @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10 */
            entity_id: string;
            /**
             * @description SHA-256 over the seal before and this entry, in hex; empty until it is sealed.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            hash: string;
            /**
             * Format: int64
             * @example 1042
             */
            id: number;
            /**
             * @description X-Request-Id of the request that led to it; empty where it was none.
             * @example 9f86d081884c7d65
             */
            request: string;
            /**
             * Format: int64
             * @description Place in the tenant's chain; null until it is sealed, within a second.
             * @example 1040
             */
            seq: number | null;
            /**
             * Format: uuid
             * @description The site it belongs to; null for what belongs to the tenant.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
        };
        AuditPage: {
            /** @description Newest first. */
            items: components["schemas"]["AuditEntry"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        BalanceDispute: {
            /**
             * Format: int64
             * @description In g; null where it is not known.
             * @example -12
             */
            co2_g: number | null;
            /**
             * @description What the group would have received in Wh, negative where it would have given.
             * @example -250.00
             */
            energy_wh: string;
            /**
             * Format: uuid
             * @description The group whose case it is.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            group_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000039
             */
            id: string;
            /**
             * Format: date-time
             * @description When it arrived.
             * @example 2026-06-03T08:00:00Z
             */
            noted_at: string;
            /**
             * @description How people have settled it; null while it is open.
             * @example Paid apart from the ledger.
             */
            resolution: string | null;
            /**
             * Format: date-time
             * @description Null while it is open.
             * @example 2026-06-04T08:00:00Z
             */
            resolved_at: string | null;
            /**
             * @description Null while it is open.
             * @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            resolved_by: string | null;
            /**
             * Format: uuid
             * @description The seal it came too late for.
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            seal_id: string;
            /**
             * Format: date-time
             * @description Start of the quarter hour.
             * @example 2026-06-01T00:00:00Z
             */
            slot_from: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            transaction_id: string;
            /**
             * Format: int64
             * @example 1
             */
            version: number;
        };
        BalanceDisputePage: {
            /** @description Those that came last first. */
            items: components["schemas"]["BalanceDispute"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        BalanceGroup: {
            /**
             * Format: date-time
             * @description Since when it takes no transactions; null while it does.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description The asset whose energy it accounts for; null where it is none. An asset has one group at any instant.
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            asset_id?: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            id: string;
            /**
             * @example SOURCE
             * @enum {string}
             */
            kind: "SOURCE" | "CONSUMER" | "STORAGE" | "AGGREGATE" | "EXTERNAL";
            /**
             * @description What people call it; unique in the tenant.
             * @example PV system of the house
             */
            name: string;
            /**
             * Format: uuid
             * @description The site it is of; null where it is of none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id?: string | null;
            /**
             * Format: uuid
             * @description The group it settles to; null for a root. Answered by the last rule that has begun, by the first where none has.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            superior_id?: string | null;
            /**
             * Format: date-time
             * @description The first quarter hour it balances.
             * @example 2026-01-01T00:00:00Z
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description The first quarter hour it no more balances; null for no end.
             * @example 2027-01-01T00:00:00Z
             */
            valid_to?: string;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 1
             */
            version: number;
        };
        BalanceGroupFields: {
            /**
             * Format: uuid
             * @description The asset whose energy it accounts for; null where it is none. An asset has one group at any instant.
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            asset_id?: string | null;
            /**
             * @example SOURCE
             * @enum {string}
             */
            kind: "SOURCE" | "CONSUMER" | "STORAGE" | "AGGREGATE" | "EXTERNAL";
            /**
             * @description What people call it; unique in the tenant.
             * @example PV system of the house
             */
            name: string;
            /**
             * Format: uuid
             * @description The site it is of; null where it is of none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id?: string | null;
            /**
             * Format: uuid
             * @description The group it settles to; null for a root. Answered by the last rule that has begun, by the first where none has.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            superior_id?: string | null;
            /**
             * Format: date-time
             * @description The first quarter hour it balances.
             * @example 2026-01-01T00:00:00Z
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description The first quarter hour it no more balances; null for no end.
             * @example 2027-01-01T00:00:00Z
             */
            valid_to?: string;
        };
        BalanceGroupPage: {
            /** @description By name. */
            items: components["schemas"]["BalanceGroup"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        BalanceGroupRevision: {
            /**
             * @description Whether it takes no more transactions.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: uuid
             * @description The asset whose energy it accounts for.
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            asset_id?: string | null;
            /** @example PV system of the house */
            name: string;
            /**
             * Format: uuid
             * @description The site it is of; null where it is of none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id?: string | null;
            /**
             * Format: date-time
             * @description The first quarter hour it no more balances; null for no end.
             * @example 2027-01-01T00:00:00Z
             */
            valid_to?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        BalanceQuarter: {
            /**
             * @description What was posted to all groups below it by the rules of that quarter hour.
             * @example 250.00
             */
            children_wh: string | null;
            /**
             * Format: int64
             * @description Emissions of the total in g; null where those of any posting are not known.
             * @example 12
             */
            co2_g: number | null;
            /**
             * @description What was posted to the group in Wh, to 0.01 half to even; null where nothing was.
             * @example -250.00
             */
            own_wh: string | null;
            /**
             * @description Whether the group is sealed in it.
             * @example false
             */
            sealed: boolean;
            /**
             * Format: date-time
             * @description Its start.
             * @example 2026-06-01T00:00:00Z
             */
            slot_from: string;
            /**
             * @description FINAL where no posting of the total is provisional; null where there is none.
             * @example FINAL
             * @enum {string|null}
             */
            status: "PROVISIONAL" | "FINAL" | null;
            /**
             * @description Both together.
             * @example 0.00
             */
            total_wh: string | null;
        };
        BalanceSeal: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            group_id: string;
            /**
             * @description SHA-256 of the ordered postings, in hexadecimal digits.
             * @example 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
             */
            hash: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            id: string;
            /**
             * Format: int64
             * @description How many postings lie under it.
             * @example 96
             */
            postings: number;
            /**
             * Format: date-time
             * @example 2026-06-02T08:00:00Z
             */
            sealed_at: string;
            /** @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10 */
            sealed_by: string;
            /**
             * Format: date-time
             * @description The first quarter hour.
             * @example 2026-06-01T00:00:00Z
             */
            slot_from: string;
            /**
             * Format: date-time
             * @description The first that is not closed.
             * @example 2026-06-02T00:00:00Z
             */
            slot_to: string;
        };
        BalanceSealPage: {
            /** @description Those of the newest quarter hours first. */
            items: components["schemas"]["BalanceSeal"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        Begin: {
            /**
             * @description Of the link that lets the person in; without it, for a login that is linked already.
             * @example bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM
             */
            link_token?: string;
        };
        Begun: {
            /**
             * Format: uri
             * @example https://id.example.org/auth?client_id=ohmstead
             */
            address: string;
        };
        BeliefAnswer: {
            /**
             * Format: int64
             * @description Points that are kept, those kept before included.
             * @example 96
             */
            accepted: number;
            /**
             * Format: date-time
             * @description Since when they are believed: published_at, or issued_at of a forecast.
             * @example 2026-06-01T10:57:00Z
             */
            published_at: string;
            /** @description Points that were refused, by index. */
            rejected: components["schemas"]["RejectedBelief"][];
            /**
             * Format: int64
             * @description Those that were not known before.
             * @example 96
             */
            stored: number;
        };
        BeliefProblem: {
            /**
             * @description Empty where it is the whole line.
             * @example ts
             */
            field: string;
            /** @example prices.csv */
            file: string;
            /**
             * Format: int64
             * @description From 1.
             * @example 2
             */
            line: number;
            /** @description With the value and what would be right. */
            params: {
                [key: string]: unknown;
            };
            /** @example AMBIGUOUS_TIME */
            reason_code: string;
            /** @example ts ist soon, erwartet wird a time such as 2026-01-31T10:00:00+01:00 */
            text_de: string;
            /** @example ts is soon, want a time such as 2026-01-31T10:00:00+01:00 */
            text_en: string;
        };
        BeliefReport: {
            /**
             * Format: date-time
             * @description Start of what the file is of; null where it says nothing.
             * @example 2026-05-31T22:00:00Z
             */
            from: string | null;
            /**
             * Format: int64
             * @description What was not known.
             * @example 96
             */
            new: number;
            /** @description All of them, by line. */
            problems: components["schemas"]["BeliefProblem"][];
            /**
             * Format: date-time
             * @description Since when it is believed.
             * @example 2026-06-01T10:57:00Z
             */
            published_at: string;
            /**
             * Format: int64
             * @description What is known already.
             * @example 0
             */
            same: number;
            /**
             * @description Whether everything is kept: never with problems, nor by a dry run.
             * @example false
             */
            stored: boolean;
            /**
             * Format: date-time
             * @description Its end, not included.
             * @example 2026-06-01T22:00:00Z
             */
            to: string | null;
        };
        BillingRun: {
            /**
             * Format: uuid
             * @description The contract it bills.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id: string;
            /**
             * Format: uuid
             * @description The run that it corrects.
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            corrects_id?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            id: string;
            /**
             * @description SHA-256 of everything it computed from, in hex.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            input_hash: string;
            /**
             * Format: date
             * @description The first local day that is billed.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day that is billed no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @example DRAFT
             * @enum {string}
             */
            status: "DRAFT" | "POSTED" | "CANCELLED";
            /**
             * Format: uuid
             * @description The version of the tariff it computed with.
             * @example 0198c0de-0000-7000-8000-000000000041
             */
            tariff_version_id?: string;
            /**
             * Format: int64
             * @example 1
             */
            version: number;
        };
        BillingRunFields: {
            /**
             * Format: uuid
             * @description The contract it bills.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id: string;
            /**
             * Format: uuid
             * @description The run that it corrects.
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            corrects_id?: string;
            /**
             * @description SHA-256 of everything it computed from, in hex.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            input_hash: string;
            /**
             * Format: date
             * @description The first local day that is billed.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day that is billed no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: uuid
             * @description The version of the tariff it computed with.
             * @example 0198c0de-0000-7000-8000-000000000041
             */
            tariff_version_id?: string;
        };
        BillingRunPage: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["BillingRun"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        BillingRunRevision: {
            /**
             * @example POSTED
             * @enum {string}
             */
            status: "POSTED" | "CANCELLED";
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        BindingView: {
            /**
             * @description The node limit or envelope.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            constraint_ref?: string;
            /** @example CONSUMPTION_CAP */
            constraint_type?: string;
            /**
             * Format: int64
             * @example 40000
             */
            limit_watts: number;
            /**
             * Format: uuid
             * @description Null for the microgrid's own limit.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /** @example AGGREGATE_CAP_EXCEEDED */
            reason_code: string;
        };
        BreachView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000041
             */
            breach_id: string;
            /**
             * @description The node limit or envelope that is the tightest.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            constraint_ref: string | null;
            /** @example CONSUMPTION_CAP */
            constraint_type: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            detected_at: string;
            /**
             * Format: int64
             * @example 45000
             */
            effective_demand_watts: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description Null for the microgrid's own limit.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /** @example NODE_CAP_EXCEEDED */
            reason_code: string;
            /**
             * Format: int64
             * @example 40000
             */
            resolved_limit_watts: number;
            /**
             * @example MEASURED
             * @enum {string}
             */
            source_mode: "MEASURED" | "FALLBACK_DERIVED";
        };
        Bucket: {
            /**
             * Format: double
             * @description Seconds covered by usable values.
             * @example 900
             */
            covered_seconds: number;
            /**
             * @description Quality of energy_wh: UNCERTAIN where it is shared over a gap, or the counter was reset or began anew.
             * @example GOOD
             */
            energy_quality: string;
            /**
             * Format: double
             * @description Of a counter, what it has counted in intervals of 15 minutes and more; null of other channels, and where less than half of the interval is known.
             * @example 795.12
             */
            energy_wh: number | null;
            /**
             * Format: date-time
             * @description Start of the interval, aligned in UTC; of a day, its start in the site's time zone.
             * @example 2026-06-01T12:00:00Z
             */
            from: string;
            /**
             * Format: double
             * @example 3200
             */
            last: number | null;
            /**
             * Format: double
             * @example 3550
             */
            max: number | null;
            /**
             * Format: double
             * @description Time-weighted mean.
             * @example 3180.5
             */
            mean: number | null;
            /**
             * Format: double
             * @example 2900
             */
            min: number | null;
            /**
             * @description Quality of the interval; MISSING where nothing covers it.
             * @example GOOD
             */
            quality: string;
        };
        CandidateAction: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: int64
             * @description Positive to consume, negative to discharge.
             * @example 11000
             */
            watts: number;
        };
        CandidateActions: {
            /** @description Leaves that are not named go on as they are. */
            actions: components["schemas"]["CandidateAction"][];
        };
        CandidateVerdict: {
            /** @description What stands in the way, each once. */
            against: components["schemas"]["BindingView"][];
            /**
             * @description Whether no limit stands in the way.
             * @example false
             */
            allowed: boolean;
        };
        CapacityHistory: {
            /** @description Every change, the newest first. */
            capacities: components["schemas"]["CapacityView"][];
            /**
             * @description The node limit, envelope or circuit whose value that is.
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            capacity_set_by: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * Format: int64
             * @example 100000
             */
            default_capacity_watts: number;
            /**
             * Format: int64
             * @description What it may carry now.
             * @example 40000
             */
            effective_capacity_watts: number;
            /**
             * Format: int64
             * @example 20000
             */
            fail_safe_capacity_watts: number;
            /**
             * @example CIRCUIT_DEFAULT
             * @enum {string}
             */
            gap_policy: "CIRCUIT_DEFAULT" | "HOLD_LAST" | "FAIL_SAFE";
            /**
             * Format: uuid
             * @description The connection that feeds it.
             * @example 0198c0de-0000-7000-8000-000000000039
             */
            grid_connection: string | null;
            /** @example Feeder west */
            name: string;
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /**
             * Format: uuid
             * @description The managed node it is projected from; null without one.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: uuid
             * @description The circuit it hangs on; null for a feeder.
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            parent_circuit: string | null;
            /** @description What it was shown last, and by what trigger; null where that was never anything but its usual. */
            shown: components["schemas"]["CapacityView"] | null;
            /**
             * Format: int64
             * @description Counts its changes.
             * @example 1
             */
            version: number;
        };
        CapacityView: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /**
             * Format: int64
             * @example 40000
             */
            effective_capacity_watts: number;
            /**
             * @description What made it be computed.
             * @example ENVELOPE_LIFECYCLE
             * @enum {string}
             */
            projection_trigger: "ENVELOPE_CHANGE" | "ENVELOPE_LIFECYCLE" | "REBALANCE_GUARD";
            /**
             * @description The node limit, envelope or circuit whose value it is.
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            set_by: string;
        };
        Channel: {
            /**
             * @description Key of the asset.
             * @example meter0
             */
            asset: string;
            /**
             * Format: uuid
             * @example c3f5e4d6-3d4e-4f70-8b12-3456789abcde
             */
            id: string;
            /**
             * @example measurement
             * @enum {string}
             */
            kind: "measurement" | "setpoint" | "state" | "interval";
            /** @example ActivePower */
            name: string;
            /**
             * @description Canonical unit.
             * @example W
             */
            unit: string;
        };
        ChannelLimits: {
            /**
             * @description Asset and channel.
             * @example meter0.EnergyImport
             */
            channel: string;
            /**
             * Format: double
             * @description The greatest value that can be; null for none.
             */
            max: number | null;
            /**
             * Format: double
             * @description The greatest change a second that can be; null for none.
             * @example 20
             */
            max_per_second: number | null;
            /**
             * Format: double
             * @description The least value that can be; null for none.
             * @example 0
             */
            min: number | null;
            /**
             * @description Of a counter of energy, whether nobody can reset it.
             * @example false
             */
            no_reset: boolean;
            /**
             * Format: double
             * @description Of a counter of energy, the value at which it begins again at zero; null for never.
             * @example 100000000
             */
            rollover: number | null;
            /**
             * Format: int64
             * @description The version that was read; 0 where nothing was said yet.
             * @example 1
             */
            version: number;
        };
        ChannelList: {
            /** @description Channels by asset and name. */
            items: components["schemas"]["Channel"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ChannelSettings: {
            /**
             * @description Asset and channel.
             * @example meter0.EnergyImport
             */
            channel: string;
            /**
             * @description Whether it is a counter of energy.
             * @example true
             */
            counter: boolean;
            /**
             * Format: double
             * @description The greatest value that can be; null for none.
             */
            max: number | null;
            /**
             * Format: double
             * @description The greatest change a second that can be; null for none.
             * @example 20
             */
            max_per_second: number | null;
            /**
             * Format: double
             * @description The least value that can be; null for none.
             * @example 0
             */
            min: number | null;
            /**
             * @description Of a counter of energy, whether nobody can reset it.
             * @example false
             */
            no_reset: boolean;
            /**
             * Format: double
             * @description Of a counter of energy, the value at which it begins again at zero; null for never.
             * @example 100000000
             */
            rollover: number | null;
            /** @example Wh */
            unit: string;
            /**
             * Format: int64
             * @description The version that was read; 0 where nothing was said yet.
             * @example 1
             */
            version: number;
        };
        ChannelSettingsList: {
            /** @description Of channels of which something was said, by asset and name. */
            items: components["schemas"]["ChannelSettings"][];
        };
        ChargingSession: {
            /**
             * @description Its key at the site.
             * @example evcs0
             */
            asset: string;
            /**
             * Format: uuid
             * @description The charger.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            asset_id: string;
            /**
             * Format: int64
             * @description From 1.
             * @example 1
             */
            connector: number;
            /**
             * Format: date-time
             * @description The first instant at which it was there no more; null while it is there.
             * @example 2026-06-01T13:30:00Z
             */
            ended_at: string | null;
            /**
             * @description What a register has counted: decimal, exact to 0.01 Wh half to even. Null where there is none.
             * @example 8250.00
             */
            energy_wh: string | null;
            /**
             * Format: uuid
             * @description The EVSE that the charger has; null where nobody entered one, or several.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            evse_id: string | null;
            /**
             * @description What the reporter calls it; empty of a derived one.
             * @example
             */
            external_id: string;
            /**
             * @description What that register showed at the beginning.
             * @example 0.00
             */
            first_counter_wh: string | null;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            /**
             * @description What it showed last.
             * @example 8250.00
             */
            last_counter_wh: string | null;
            /**
             * @description DERIVED follows from stored telemetry, and is revised with it; REPORTED was told by whoever runs the station.
             * @example DERIVED
             * @enum {string}
             */
            origin: "DERIVED" | "REPORTED";
            /**
             * Format: int64
             * @description The largest power that was measured, charging positive; null where none was.
             * @example 11000
             */
            peak_watts: number | null;
            /**
             * Format: date-time
             * @description The last instant at which it was known to be there.
             * @example 2026-06-01T13:30:00Z
             */
            seen_at: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example Demo site */
            site_name: string;
            /**
             * Format: date-time
             * @description The first instant at which the vehicle was there.
             * @example 2026-06-01T12:00:00Z
             */
            started_at: string;
            /**
             * @description As the reporter names it; empty where none was.
             * @example
             */
            tariff_applied: string;
            /**
             * @description What it was authorised with; empty where nobody said.
             * @example
             */
            token: string;
            /**
             * @description Whether its beginning, its end or its energy is not sure.
             * @example false
             */
            uncertain: boolean;
            /**
             * Format: date-time
             * @example 2026-06-01T13:30:10Z
             */
            updated_at: string;
            /**
             * @description Empty where nobody said.
             * @example
             */
            vehicle_id: string;
            /**
             * Format: int64
             * @description Counts what was reported of it; a derived one stays at 1.
             * @example 1
             */
            version: number;
        };
        ChargingSessionPage: {
            /** @description Those that began last first. */
            items: components["schemas"]["ChargingSession"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ChargingSessionReport: {
            /**
             * @description The key of the charger, an asset of nature EVCS.
             * @example evcs0
             */
            asset: string;
            /**
             * Format: int64
             * @default 1
             * @example 1
             */
            connector: number;
            /**
             * Format: date-time
             * @description Absent while the vehicle is there.
             * @example 2026-06-01T13:30:00Z
             */
            ended_at?: string | null;
            /**
             * @description Decimal; absent where it is not known.
             * @example 8250.5
             */
            energy_wh?: string;
            /**
             * @description What you call it: the same again takes the place of what was told before.
             * @example CDR-2026-000917
             */
            external_id: string;
            /**
             * @description What the meter showed at the beginning.
             * @example 1200000
             */
            first_counter_wh?: string;
            /**
             * @description What it showed at the end.
             * @example 1208250.5
             */
            last_counter_wh?: string;
            /**
             * Format: int64
             * @description Charging positive.
             * @example 11000
             */
            peak_watts?: number | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            started_at: string;
            /**
             * @description As you name it.
             * @example depot at night
             */
            tariff_applied?: string;
            /**
             * @description What it was authorised with.
             * @example 04A2B9
             */
            token?: string;
            /** @example van 3 */
            vehicle_id?: string;
        };
        CircuitCycle: {
            /** @description Who got what; null in lists. */
            allocation_summary: components["schemas"]["AllocationTotals"] | null;
            audit: components["schemas"]["CycleAudit"];
            /** @description Limits that demand passes. */
            breaches: components["schemas"]["BreachView"][];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            cycle_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            ended_at: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /** @description What had to be known and was not. */
            missing_inputs: components["schemas"]["MissingView"][];
            /**
             * Format: uuid
             * @description The subtree that was meant; null is all.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description Every request met; one is not; nothing was computed.
             * @example CURTAILED
             * @enum {string}
             */
            outcome: "APPLIED" | "CURTAILED" | "REJECTED";
            /**
             * @description By precedence, each once.
             * @example [
             *       "AGGREGATE_CAP_EXCEEDED"
             *     ]
             */
            reason_codes: string[];
            safe_action: components["schemas"]["SafeActionView"];
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            started_at: string;
            /**
             * Format: int64
             * @description Version of the tree it ran on.
             * @example 3
             */
            topology_version: number;
        };
        CircuitRebalance: {
            /**
             * @description Makes a request that comes again one and the same.
             * @example legacy-4711
             */
            correlation_id?: string;
        };
        CircuitRecord: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * Format: int64
             * @example 100000
             */
            default_capacity_watts: number;
            /**
             * Format: int64
             * @example 20000
             */
            fail_safe_capacity_watts: number;
            /**
             * @example CIRCUIT_DEFAULT
             * @enum {string}
             */
            gap_policy: "CIRCUIT_DEFAULT" | "HOLD_LAST" | "FAIL_SAFE";
            /**
             * Format: uuid
             * @description The connection that feeds it.
             * @example 0198c0de-0000-7000-8000-000000000039
             */
            grid_connection: string | null;
            /** @example Feeder west */
            name: string;
            /**
             * Format: uuid
             * @description The circuit it hangs on; null for a feeder.
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            parent_circuit: string | null;
            /**
             * Format: int64
             * @description Counts its changes.
             * @example 1
             */
            version: number;
        };
        CircuitRemoval: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
        };
        CircuitRequest: {
            /**
             * Format: int64
             * @example 100000
             */
            default_capacity_watts: number;
            /**
             * Format: int64
             * @example 20000
             */
            fail_safe_capacity_watts: number;
            /**
             * @default CIRCUIT_DEFAULT
             * @example CIRCUIT_DEFAULT
             * @enum {string}
             */
            gap_policy: "CIRCUIT_DEFAULT" | "HOLD_LAST" | "FAIL_SAFE";
            /**
             * Format: uuid
             * @description The connection that feeds it.
             * @example 0198c0de-0000-7000-8000-000000000039
             */
            grid_connection?: string;
            /** @example Feeder west */
            name: string;
            /**
             * Format: uuid
             * @description The circuit it hangs on; without it, it is a feeder.
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            parent_circuit?: string;
            /**
             * Format: int64
             * @description The version that was read; 0 for a new circuit.
             * @example 0
             */
            version: number;
        };
        CircuitUsage: {
            /**
             * Format: int64
             * @description Since from. One that was sent again under its correlation id counts once.
             * @example 128
             */
            calls: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * @description Empty where the circuit is no more.
             * @example Feeder A
             */
            circuit_name: string;
            /**
             * Format: int64
             * @description Those whose circuit could not be translated.
             * @example 0
             */
            failed_calls: number;
            /**
             * Format: date-time
             * @description The first since from.
             * @example 2026-05-02T06:00:00Z
             */
            first_at: string;
            /**
             * @description Who called last.
             * @example key:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            last_actor: string;
            /**
             * @description Empty where nobody knows.
             * @example load balancer
             */
            last_actor_name: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            last_at: string;
            /**
             * Format: uuid
             * @description The cycle that was run; null where none was.
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            last_cycle_id: string | null;
            /**
             * @description Of the cycle that was run; TRANSLATED of limits by time of use, FAILED and SKIPPED of a circuit that could not be translated, the latter of a job.
             * @example APPLIED
             * @enum {string}
             */
            last_outcome: "APPLIED" | "CURTAILED" | "REJECTED" | "TRANSLATED" | "FAILED" | "SKIPPED";
            /**
             * @description Why; null where nothing has to be explained.
             * @example CIRCUIT_ALIAS_NOT_RESOLVABLE
             */
            last_reason_code: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * @description POST rebalance_load, load_balancer.rebalance_requested, ScheduledEventRebalancePeriodic, tou_limits.
             * @example HTTP
             * @enum {string}
             */
            path: "HTTP" | "EVENT" | "SCHEDULED" | "TOU_LIMITS";
        };
        CircuitUsagePage: {
            /**
             * Format: date-time
             * @description Calls since this instant are counted.
             * @example 2026-05-02T00:00:00Z
             */
            from: string;
            /** @description The last call first. */
            items: components["schemas"]["CircuitUsage"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        CircuitView: {
            /**
             * @description The node limit, envelope or circuit whose value that is.
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            capacity_set_by: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * Format: int64
             * @example 100000
             */
            default_capacity_watts: number;
            /**
             * Format: int64
             * @description What it may carry now.
             * @example 40000
             */
            effective_capacity_watts: number;
            /**
             * Format: int64
             * @example 20000
             */
            fail_safe_capacity_watts: number;
            /**
             * @example CIRCUIT_DEFAULT
             * @enum {string}
             */
            gap_policy: "CIRCUIT_DEFAULT" | "HOLD_LAST" | "FAIL_SAFE";
            /**
             * Format: uuid
             * @description The connection that feeds it.
             * @example 0198c0de-0000-7000-8000-000000000039
             */
            grid_connection: string | null;
            /** @example Feeder west */
            name: string;
            /**
             * Format: uuid
             * @description The managed node it is projected from; null without one.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: uuid
             * @description The circuit it hangs on; null for a feeder.
             * @example 0198c0de-0000-7000-8000-000000000038
             */
            parent_circuit: string | null;
            /** @description What it was shown last, and by what trigger; null where that was never anything but its usual. */
            shown: components["schemas"]["CapacityView"] | null;
            /**
             * Format: int64
             * @description Counts its changes.
             * @example 1
             */
            version: number;
        };
        ColumnBatch: {
            /** @description At most 100,000 values in all. A value's index in the answer counts through all columns, gaps included. */
            columns: components["schemas"]["ColumnIn"][];
            /**
             * Format: int64
             * @description Version of this shape.
             * @example 1
             * @enum {integer}
             */
            schema: 1;
            /**
             * Format: date-time
             * @description The instant offsets count from.
             * @example 2026-06-01T12:00:00Z
             */
            t0: string;
        };
        ColumnIn: {
            /**
             * @description Name of the channel, or an alias of it.
             * @example ActivePower
             */
            channel: string;
            /**
             * @description Key of a device or an asset of the site.
             * @example meter0
             */
            device: string;
            /**
             * @description Milliseconds from t0 of each value.
             * @example [
             *       0,
             *       1000,
             *       2000
             *     ]
             */
            dt_ms: number[];
            /**
             * @description Qualities; GOOD where null or not given.
             * @example [
             *       "GOOD",
             *       "GOOD",
             *       "UNCERTAIN"
             *     ]
             */
            q?: (string | null)[];
            /**
             * @description Of all values; may be left out where an alias states it.
             * @example W
             */
            unit?: string;
            /**
             * @description Values; null where one is missing.
             * @example [
             *       3200,
             *       3205,
             *       3210
             *     ]
             */
            v: (number | null)[];
        };
        Command: {
            /** @description What the edge has answered, oldest first; only where one command is asked for. */
            acks: components["schemas"]["CommandAck"][];
            /**
             * @description Key of the asset; empty for the site.
             * @example battery0
             */
            asset: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            expires_at: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000007
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T11:00:00Z
             */
            issued_at: string;
            /**
             * Format: uuid
             * @description The person; null of an order that carries out a balancing cycle or a plan.
             * @example 0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            issued_by: string | null;
            /** @example OVERRIDE */
            kind: string;
            /**
             * @example {
             *       "active_power_watts": -2000
             *     }
             */
            payload?: unknown;
            /**
             * Format: uuid
             * @description The control policy in whose name a plan is carried out; null of other orders.
             * @example 0198c0de-0000-7000-8000-000000000071
             */
            policy_id: string | null;
            /** @example feeder maintenance until noon */
            reason: string;
            /**
             * Format: int64
             * @description Place among the commands of this edge; 0 for one that the backend executes itself.
             * @example 7
             */
            seq: number;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @example ACCEPTED
             * @enum {string}
             */
            state: "ISSUED" | "ACCEPTED" | "REJECTED" | "CLAMPED" | "EXECUTED" | "FAILED" | "EXPIRED";
        };
        CommandAck: {
            /**
             * Format: int64
             * @description The power the asset was given.
             * @example -1500
             */
            applied_watts: number | null;
            /**
             * Format: date-time
             * @description By the edge's clock.
             * @example 2026-06-01T11:00:01Z
             */
            at: string;
            /** @description Why it was cut or refused. */
            reason_codes: string[];
            /**
             * @description What a SCAN or TEST_WRITE found: {"found":[…]}, {"read":{…}} or {"tried":{…}}.
             * @example {
             *       "found": [
             *         {
             *           "model": "",
             *           "profiles": [
             *             "kostal-plenticore"
             *           ],
             *           "serial": "",
             *           "unit": 1,
             *           "vendor": "KOSTAL",
             *           "version": ""
             *         }
             *       ]
             *     }
             */
            result?: unknown;
            /** @example CLAMPED */
            state: string;
            /**
             * @description The first code's sentence in German; empty without one.
             * @example Ladezustand 9 %: keine Entladung, bis er 12 % erreicht
             */
            text_de: string;
            /**
             * @description The first code's sentence in English; empty without one.
             * @example state of charge is 9 %: no discharge until it reaches 12 %
             */
            text_en: string;
        };
        CommandPage: {
            /** @description Newest first. */
            items: components["schemas"]["Command"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        CommandRequest: {
            /**
             * @description Key of the asset; empty for the site.
             * @example battery0
             */
            asset?: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more; at most a week ahead.
             * @example 2026-06-01T12:00:00Z
             */
            expires_at: string;
            /**
             * @example OVERRIDE
             * @enum {string}
             */
            kind: "OVERRIDE" | "RELEASE" | "DISPATCH" | "LIMIT" | "CLEAR_FAULT" | "MODE" | "ENABLE" | "SCAN" | "TEST_WRITE";
            /**
             * @description What the kind carries: OVERRIDE {"active_power_watts"}, positive away from the grid; DISPATCH the same, with {"ramp_rate"} in W/s where the asset is to get there no faster; RELEASE {"command_id"}; LIMIT {"min_watts","max_watts"} of the connection, or {"node_id","constraint_type","max_watts","min_watts"} of a node of the microgrid, which is an operating envelope OVERRIDE until then and needs no edge; RELEASE of it withdraws that; MODE {"mode"}; ENABLE {"enabled"}; SCAN {"address","units"}, or with {"profile","unit","nature"} to read one device; TEST_WRITE the same with {"channel","value","seconds"}. The last two need the permission PROVISION.
             * @example {
             *       "active_power_watts": -2000
             *     }
             */
            payload?: unknown;
            /**
             * @description Why, in a sentence for whoever reads the log.
             * @example feeder maintenance until noon
             */
            reason: string;
            /**
             * Format: uuid
             * @description The site whose edge is meant.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
        };
        ConditionReport: {
            /**
             * @description What is wrong, a code of the catalogue.
             * @example READ_BACK_MISMATCH
             */
            code: string;
            /** @description Values of the code's text. */
            params: {
                [key: string]: unknown;
            };
        };
        ConnectionFields: {
            /** @example EnWG 14a */
            curtailment_policy?: string;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 135000
             */
            export_capacity_watts?: number;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 250000
             */
            import_capacity_watts?: number;
            /** @example DE */
            market_region?: string;
            /**
             * Format: uuid
             * @description The asset of the same site whose ActivePower is the power there.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            meter_asset_id?: string;
            /**
             * @description Where a site has several.
             * @example Feed A
             */
            name?: string;
            /**
             * @description The operator of the grid.
             * @example 9900000000001
             */
            operator_id?: string;
            /** @example VDE-AR-N 4110 */
            protection_scheme?: string;
            /**
             * @description LOW, MEDIUM or HIGH.
             * @example MEDIUM
             */
            voltage_level?: string;
        };
        ConnectionRecord: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /** @example EnWG 14a */
            curtailment_policy?: string;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 135000
             */
            export_capacity_watts?: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 250000
             */
            import_capacity_watts?: number;
            /** @example DE */
            market_region?: string;
            /**
             * Format: uuid
             * @description The asset of the same site whose ActivePower is the power there.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            meter_asset_id?: string;
            /**
             * @description Where a site has several.
             * @example Feed A
             */
            name?: string;
            /**
             * @description The operator of the grid.
             * @example 9900000000001
             */
            operator_id?: string;
            /** @example VDE-AR-N 4110 */
            protection_scheme?: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
            /**
             * @description LOW, MEDIUM or HIGH.
             * @example MEDIUM
             */
            voltage_level?: string;
        };
        ConnectionRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /** @example EnWG 14a */
            curtailment_policy?: string;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 135000
             */
            export_capacity_watts?: number;
            /**
             * Format: int64
             * @description A magnitude.
             * @example 250000
             */
            import_capacity_watts?: number;
            /** @example DE */
            market_region?: string;
            /**
             * Format: uuid
             * @description The asset of the same site whose ActivePower is the power there.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            meter_asset_id?: string;
            /**
             * @description Where a site has several.
             * @example Feed A
             */
            name?: string;
            /**
             * @description The operator of the grid.
             * @example 9900000000001
             */
            operator_id?: string;
            /** @example VDE-AR-N 4110 */
            protection_scheme?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
            /**
             * @description LOW, MEDIUM or HIGH.
             * @example MEDIUM
             */
            voltage_level?: string;
        };
        ConstraintFields: {
            /**
             * Format: uuid
             * @description The grid connection; said once.
             * @example 0198c0de-0000-7000-8000-000000000022
             */
            connection_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
            /**
             * @description Said once.
             * @example EXPORT_LIMIT
             * @enum {string}
             */
            type: "EXPORT_LIMIT" | "REACTIVE_POWER" | "RAMP_RATE";
            /**
             * Format: int64
             * @description A magnitude: W, var or W/s.
             * @example 70000
             */
            value: number;
        };
        ConstraintRecord: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description The grid connection; said once.
             * @example 0198c0de-0000-7000-8000-000000000022
             */
            connection_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * @description Said once.
             * @example EXPORT_LIMIT
             * @enum {string}
             */
            type: "EXPORT_LIMIT" | "REACTIVE_POWER" | "RAMP_RATE";
            /**
             * Format: int64
             * @description A magnitude: W, var or W/s.
             * @example 70000
             */
            value: number;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        ConstraintRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: uuid
             * @description The grid connection; said once.
             * @example 0198c0de-0000-7000-8000-000000000022
             */
            connection_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2027-01-01T00:00:00Z
             */
            effective_to?: string;
            /**
             * @description Said once.
             * @example EXPORT_LIMIT
             * @enum {string}
             */
            type: "EXPORT_LIMIT" | "REACTIVE_POWER" | "RAMP_RATE";
            /**
             * Format: int64
             * @description A magnitude: W, var or W/s.
             * @example 70000
             */
            value: number;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        ContractFields: {
            /**
             * @example PPA
             * @enum {string}
             */
            contract_type: "PPA" | "RETAIL" | "FEED_IN" | "FLEXIBILITY";
            /** @example Stadtwerke Musterstadt */
            counterparty: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2031-01-01T00:00:00Z
             */
            ends_at?: string;
            /**
             * @description By which files refer to it, unique in the tenant.
             * @example ppa-2026
             */
            key?: string;
            /** @example pay as produced */
            settlement_model?: string;
            /**
             * Format: date-time
             * @example 2026-01-01T00:00:00Z
             */
            starts_at: string;
            /**
             * @description Where its text is found.
             * @example contracts/2026-017.pdf
             */
            terms_ref?: string;
        };
        ContractRecord: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * @example PPA
             * @enum {string}
             */
            contract_type: "PPA" | "RETAIL" | "FEED_IN" | "FLEXIBILITY";
            /** @example Stadtwerke Musterstadt */
            counterparty: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2031-01-01T00:00:00Z
             */
            ends_at?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * @description By which files refer to it, unique in the tenant.
             * @example ppa-2026
             */
            key?: string;
            /** @example pay as produced */
            settlement_model?: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: date-time
             * @example 2026-01-01T00:00:00Z
             */
            starts_at: string;
            /**
             * @description Where its text is found.
             * @example contracts/2026-017.pdf
             */
            terms_ref?: string;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        ContractRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * @example PPA
             * @enum {string}
             */
            contract_type: "PPA" | "RETAIL" | "FEED_IN" | "FLEXIBILITY";
            /** @example Stadtwerke Musterstadt */
            counterparty: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2031-01-01T00:00:00Z
             */
            ends_at?: string;
            /**
             * @description By which files refer to it, unique in the tenant.
             * @example ppa-2026
             */
            key?: string;
            /** @example pay as produced */
            settlement_model?: string;
            /**
             * Format: date-time
             * @example 2026-01-01T00:00:00Z
             */
            starts_at: string;
            /**
             * @description Where its text is found.
             * @example contracts/2026-017.pdf
             */
            terms_ref?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        ControllerReport: {
            /**
             * @description Whether the mode asks it.
             * @example true
             */
            armed: boolean;
            /**
             * @description Whether it was switched off because it failed.
             * @example false
             */
            benched: boolean;
            /**
             * Format: int64
             * @description For how long it has kept somebody from all that was asked since the start, in s.
             * @example 120
             */
            binding_s: number;
            /**
             * Format: int64
             * @description How many requests of others it keeps from being granted in full in this cycle.
             * @example 0
             */
            binds: number;
            /**
             * @description How early its requests bind.
             * @example OPTIMIZATION
             * @enum {string}
             */
            class: "PHYSICS" | "SAFETY" | "MANUAL_OVERRIDE" | "GRID" | "OPTIMIZATION" | "AUX";
            /**
             * @description Why it was switched off; absent otherwise.
             * @example CONTROLLER_FAILED
             */
            code?: string;
            /**
             * Format: int64
             * @description How many of its requests were not granted in full in this cycle.
             * @example 0
             */
            cuts: number;
            /** @example self-consumption */
            id: string;
            /** @description Values of the code's text. */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description What it asks for in this cycle.
             * @example 1
             */
            requests: number;
            /**
             * Format: int64
             * @description The longest it took, in µs.
             * @example 40
             */
            took_max_us: number;
            /**
             * Format: int64
             * @description Mean time it takes, in µs.
             * @example 3
             */
            took_us: number;
            /** @example SELF_CONSUMPTION */
            type: string;
        };
        ControlPoint: {
            /**
             * @example LOAD_BALANCING
             * @enum {string}
             */
            capability_type: "LOAD_BALANCING" | "PEAK_SHAVING" | "DER" | "ENERGY_OPTIMISATION";
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            control_point_id: string;
            /**
             * @example LOCAL
             * @enum {string}
             */
            control_source: "LOCAL" | "EXTERNAL";
            /** @example Balances the depot */
            description: string;
            /**
             * @description Opaque name of that configuration.
             * @example capacity-provider-7
             */
            external_config_ref: string | null;
            /**
             * @description Kind of configuration that another domain has for it.
             * @example OSCP_CONFIGURATION
             */
            external_config_type: string | null;
            /**
             * @description Configuration of its own; null without any.
             * @example {
             *       "freshness_seconds": 60
             *     }
             */
            local_config: unknown;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description The top of its subtree; null is the whole microgrid.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description LOCAL only.
             * @example weekday-nights
             */
            schedule_ref: string | null;
            /**
             * @example enabled
             * @enum {string}
             */
            state: "enabled" | "disabled";
        };
        ControlPointList: {
            /** @description By id. */
            control_points: components["schemas"]["ControlPointView"][];
        };
        ControlPointRequest: {
            /**
             * @example LOAD_BALANCING
             * @enum {string}
             */
            capability_type: "LOAD_BALANCING" | "PEAK_SHAVING" | "DER" | "ENERGY_OPTIMISATION";
            /**
             * @example LOCAL
             * @enum {string}
             */
            control_source: "LOCAL" | "EXTERNAL";
            /** @example Balances the depot */
            description?: string;
            /** @example capacity-provider-7 */
            external_config_ref?: string;
            /** @example OSCP_CONFIGURATION */
            external_config_type?: string;
            /**
             * @description Of LOAD_BALANCING for the whole microgrid the policy: freshness_seconds, interval_seconds (1 to 86400; 10 where absent), strategy, rotation, rotate_every_seconds (60 to 86400; 900 where absent), gap_policy, fail_safe_watts, aggregate_limits. Of LOAD_BALANCING for a node what is known of the thing there: rated_watts, fallback_demand_watts, fail_safe_watts, phases, voltage_v.
             * @example {
             *       "freshness_seconds": 60
             *     }
             */
            local_config?: unknown;
            /**
             * Format: uuid
             * @description The top of its subtree; without it, the whole microgrid.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id?: string;
            /** @example weekday-nights */
            schedule_ref?: string;
            /**
             * @example enabled
             * @enum {string}
             */
            state: "enabled" | "disabled";
        };
        ControlPointView: {
            /**
             * @example LOAD_BALANCING
             * @enum {string}
             */
            capability_type: "LOAD_BALANCING" | "PEAK_SHAVING" | "DER" | "ENERGY_OPTIMISATION";
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            control_point_id: string;
            /**
             * @example LOCAL
             * @enum {string}
             */
            control_source: "LOCAL" | "EXTERNAL";
            /** @example Balances the depot */
            description: string;
            /**
             * @description Opaque name of that configuration.
             * @example capacity-provider-7
             */
            external_config_ref: string | null;
            /**
             * @description Kind of configuration that another domain has for it.
             * @example OSCP_CONFIGURATION
             */
            external_config_type: string | null;
            /**
             * @description Configuration of its own; null without any.
             * @example {
             *       "freshness_seconds": 60
             *     }
             */
            local_config: unknown;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description The top of its subtree; null is the whole microgrid.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description LOCAL only.
             * @example weekday-nights
             */
            schedule_ref: string | null;
            /**
             * @example enabled
             * @enum {string}
             */
            state: "enabled" | "disabled";
            /** @description The latest status; null where it never reported any. */
            status: components["schemas"]["LatestStatus"] | null;
        };
        ControlPolicy: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-07-01T08:00:00Z
             */
            archived_at: string | null;
            /**
             * @description Where what its plans have to keep to is written.
             * @example https://example.org/constraints/7
             */
            constraints_ref?: string;
            /**
             * Format: date-time
             * @example 2026-06-01T08:00:00Z
             */
            created_at: string;
            /**
             * @description Whether its plans are carried out: without, nothing is sent.
             * @example true
             */
            enabled: boolean;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000071
             */
            id: string;
            /** @example Cheap nights */
            name: string;
            /**
             * @description What its plans are made for.
             * @example COST_MIN
             * @enum {string}
             */
            objective: "COST_MIN" | "CO2_MIN" | "RESILIENCE_MAX";
            /**
             * @example SITE
             * @enum {string}
             */
            scope: "SITE" | "ASSET" | "PORTFOLIO";
            /**
             * Format: uuid
             * @description The site, asset or place that it is for.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            scope_id: string;
            /**
             * Format: uuid
             * @description The site it is for, or of its asset; null of a PORTFOLIO.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 1
             */
            version: number;
        };
        ControlPolicyPage: {
            /** @description Newest first. */
            items: components["schemas"]["ControlPolicy"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ControlPolicyRevision: {
            /**
             * @description Whether it is out of use, and so switched off.
             * @example false
             */
            archived?: boolean;
            /**
             * @description Where what its plans have to keep to is written.
             * @example https://example.org/constraints/7
             */
            constraints_ref?: string;
            /**
             * @description Whether its plans are carried out: without, nothing is sent.
             * @example true
             */
            enabled: boolean;
            /** @example Cheap nights */
            name: string;
            /**
             * @description What its plans are made for.
             * @example COST_MIN
             * @enum {string}
             */
            objective: "COST_MIN" | "CO2_MIN" | "RESILIENCE_MAX";
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        ControlReport: {
            /** @description Assets, clusters and single phases that take orders or are measured, as the site file has them. */
            assets: components["schemas"]["AssetReport"][];
            /**
             * Format: date-time
             * @description When the cycle ran, by the edge's clock.
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /** @description In the order they run. */
            controllers: components["schemas"]["ControllerReport"][];
            /** @description How the cycle keeps its time. */
            cycle: components["schemas"]["CycleReport"];
            /** @description Health of the devices as the drivers know it. */
            devices: components["schemas"]["DeviceReport"][];
            /**
             * @description False when an operator has switched control off.
             * @example true
             */
            enabled: boolean;
            /** @description Latched faults, oldest first. */
            faults: components["schemas"]["FaultReport"][];
            /**
             * Format: int64
             * @description Requests and cuts that were left out to keep the report in bounds.
             * @example 0
             */
            left_out: number;
            /** @description Limits of the connection from above that hold now. */
            limits: components["schemas"]["LimitReport"][];
            /**
             * @description Control mode, which says which controllers are armed.
             * @example SELF_CONSUMPTION
             */
            mode: string;
            /** @description Set-points by hand that are in force. */
            overrides: components["schemas"]["OverrideReport"][];
            /**
             * @description Name of the site as its file says.
             * @example Demo house
             */
            site: string;
            /**
             * @description What the edge runs.
             * @example ohmstead 0.1.0
             */
            software: string;
            /**
             * @description Top-level state.
             * @example RUN
             * @enum {string}
             */
            state: "INIT" | "STANDBY" | "RUN" | "FAULT" | "SHUTDOWN";
            /**
             * @description IANA time zone of the site.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: int64
             * @description Version of the wire format.
             * @example 1
             */
            version: number;
        };
        CutReport: {
            /**
             * Format: double
             * @description What was asked.
             * @example -6000
             */
            asked: number;
            /**
             * @description Who stood in the way.
             * @example asset
             */
            bound_by: string;
            /**
             * @description Who was cut.
             * @example self-consumption
             */
            by: string;
            /**
             * @description The set-point channel; empty for active power.
             * @example
             */
            channel: string;
            /**
             * @description The class of the request.
             * @example OPTIMIZATION
             */
            class: string;
            /**
             * @description Why, a code of the catalogue.
             * @example ASSET_LIMIT
             */
            code: string;
            /**
             * Format: double
             * @description What came of it.
             * @example -5000
             */
            given: number;
            /** @description Values of the code's text. */
            params: {
                [key: string]: unknown;
            };
            /** @example W */
            unit: string;
        };
        CycleAudit: {
            /** @example user:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21 */
            actor: string;
            /** @example nightly-2026-06-01 */
            correlation_id: string;
            /**
             * @description False where control is disabled: nothing is carried out.
             * @example true
             */
            enforced: boolean;
            /** @description Where the demand of each checked scope came from. */
            inputs: components["schemas"]["ScopeInputView"][];
            /**
             * Format: int64
             * @description 0 where the defaults hold.
             * @example 2
             */
            policy_version: number;
            /** @example OPERATOR */
            source: string;
            thresholds: components["schemas"]["ThresholdsView"];
        };
        CycleExecution: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            cycle_id: string;
            /**
             * @description False where control was disabled: nothing of it is carried out.
             * @example true
             */
            enforced: boolean;
            /** @description Controllable leaves, by node_id. */
            leaves: components["schemas"]["LeafExecution"][];
        };
        CycleExplained: {
            /** @description Who got what; null in lists. */
            allocation_summary: components["schemas"]["AllocationTotals"] | null;
            audit: components["schemas"]["CycleAudit"];
            /** @description Limits that demand passes. */
            breaches: components["schemas"]["BreachView"][];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            cycle_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            ended_at: string;
            /** @description A sentence each: the outcome, breaches, and what each leaf was cut by. */
            explanation: string[];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /** @description What had to be known and was not. */
            missing_inputs: components["schemas"]["MissingView"][];
            /**
             * Format: uuid
             * @description The subtree that was meant; null is all.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description Every request met; one is not; nothing was computed.
             * @example CURTAILED
             * @enum {string}
             */
            outcome: "APPLIED" | "CURTAILED" | "REJECTED";
            /**
             * @description By precedence, each once.
             * @example [
             *       "AGGREGATE_CAP_EXCEEDED"
             *     ]
             */
            reason_codes: string[];
            safe_action: components["schemas"]["SafeActionView"];
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            started_at: string;
            /**
             * Format: int64
             * @description Version of the tree it ran on.
             * @example 3
             */
            topology_version: number;
        };
        CyclePage: {
            /** @description The newest first, without who got what. */
            cycles: components["schemas"]["CycleView"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        CycleReport: {
            /**
             * Format: int64
             * @description Cycles since the start.
             * @example 43210
             */
            cycles: number;
            /**
             * Format: int64
             * @description The longest cycle, in µs.
             * @example 1200
             */
            duration_max_us: number;
            /**
             * Format: int64
             * @description 99 of 100 cycles took no longer than this, in µs.
             * @example 250
             */
            duration_p99_us: number;
            /**
             * Format: int64
             * @description The latest begin of a cycle, in µs.
             * @example 2300
             */
            lateness_max_us: number;
            /**
             * Format: int64
             * @description 99 of 100 cycles began no later than this after their deadline, in µs.
             * @example 1000
             */
            lateness_p99_us: number;
            /**
             * Format: int64
             * @description Deadlines skipped because a cycle took too long.
             * @example 0
             */
            overruns: number;
            /**
             * Format: int64
             * @description Wanted time between two cycles in µs.
             * @example 200000
             */
            period_us: number;
            /**
             * Format: int64
             * @description Cycles in which arbitration reached its limits.
             * @example 0
             */
            stopped: number;
        };
        CycleView: {
            /** @description Who got what; null in lists. */
            allocation_summary: components["schemas"]["AllocationTotals"] | null;
            audit: components["schemas"]["CycleAudit"];
            /** @description Limits that demand passes. */
            breaches: components["schemas"]["BreachView"][];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            cycle_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            ended_at: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /** @description What had to be known and was not. */
            missing_inputs: components["schemas"]["MissingView"][];
            /**
             * Format: uuid
             * @description The subtree that was meant; null is all.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description Every request met; one is not; nothing was computed.
             * @example CURTAILED
             * @enum {string}
             */
            outcome: "APPLIED" | "CURTAILED" | "REJECTED";
            /**
             * @description By precedence, each once.
             * @example [
             *       "AGGREGATE_CAP_EXCEEDED"
             *     ]
             */
            reason_codes: string[];
            safe_action: components["schemas"]["SafeActionView"];
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            started_at: string;
            /**
             * Format: int64
             * @description Version of the tree it ran on.
             * @example 3
             */
            topology_version: number;
        };
        DataModel: {
            tables: components["schemas"]["ModelTable"][];
            tiers: components["schemas"]["ModelTier"][];
        };
        DepotMicrogrid: {
            /** @description With what each may carry now. */
            circuits: components["schemas"]["CircuitView"][];
            /** @description By id. */
            control_points: components["schemas"]["ControlPointView"][];
            microgrid: components["schemas"]["MicrogridRoot"];
            /** @description ACTIVE ones, by id. */
            node_limits: components["schemas"]["NodeLimitView"][];
            /** @description By display_order, then by id. */
            nodes: components["schemas"]["MicrogridNode"][];
            /** @description ACTIVE ones, by id. */
            operating_envelopes: components["schemas"]["EnvelopeWithBlocks"][];
            /** @description What the sources of envelopes said of themselves last. */
            sources: components["schemas"]["SourceView"][];
        };
        Device: {
            /** @example 127.0.0.1:1502 */
            address: string;
            /**
             * Format: int64
             * @description Channels of the device's assets.
             * @example 14
             */
            channels: number;
            /**
             * @description OK: values arrive; STALE: the edge marks some as not fresh; SILENT: nothing arrives.
             * @example OK
             * @enum {string}
             */
            health: "OK" | "STALE" | "SILENT";
            /**
             * Format: uuid
             * @example b2e4d3c5-2c3d-4e6f-9a01-23456789abcd
             */
            id: string;
            /** @example plenticore0 */
            key: string;
            /**
             * Format: date-time
             * @description Instant of the newest value.
             * @example 2026-06-01T12:00:00Z
             */
            last_value_at: string | null;
            /** @example PLENTICORE plus 10 */
            model: string;
            /**
             * @description Register map the device is read with.
             * @example kostal-plenticore
             */
            profile: string;
            /** @example modbus-tcp */
            protocol: string;
            /**
             * Format: int64
             * @description Channels whose newest value is not fresh.
             * @example 0
             */
            stale_channels: number;
            /**
             * @description State of the registration.
             * @example DISCOVERED
             */
            state: string;
            /** @example KOSTAL */
            vendor: string;
        };
        DeviceDraft: {
            /**
             * Format: int64
             * @description The newest version that was read; 0 for none.
             * @example 2
             */
            after: number;
            /** @description What the device is at the site. */
            assets: components["schemas"]["DraftAsset"][];
            /** @example the new inverter */
            comment: string;
            device: components["schemas"]["DraftDevice"];
        };
        DeviceList: {
            /** @description Devices by key. */
            items: components["schemas"]["Device"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        DeviceReport: {
            /** @example 192.0.2.10:1502 */
            address: string;
            /**
             * @description Whether requests are let through.
             * @example closed
             * @enum {string}
             */
            breaker: "" | "closed" | "half-open" | "open";
            /** @description What is wrong with it though it may answer: alarms that stand. */
            conditions: components["schemas"]["ConditionReport"][];
            /**
             * @description The last fault in one line; empty while it answers.
             * @example
             */
            detail: string;
            /**
             * Format: int64
             * @description Requests in a row that failed.
             * @example 0
             */
            failures: number;
            /** @example battery */
            key: string;
            /**
             * Format: date-time
             * @description When it last answered; absent before the first.
             * @example 2026-06-01T12:00:00Z
             */
            last_answer?: string;
            /**
             * Format: int64
             * @description Of the last answered request, in µs.
             * @example 1800
             */
            latency_us: number;
            /** @example PLENTICORE plus 10 */
            model: string;
            /** @example kostal-plenticore */
            profile: string;
            /** @example modbus */
            protocol: string;
            /**
             * @example ANSWERING
             * @enum {string}
             */
            status: "CONNECTING" | "ANSWERING" | "SILENT";
            /** @example KOSTAL */
            vendor: string;
        };
        DispatchCommand: {
            /**
             * Format: int64
             * @description The power that the asset was last given, positive away from the grid; null where nobody has said.
             * @example 5000
             */
            applied_watts: number | null;
            /**
             * Format: uuid
             * @description Null of an order to an asset that nobody knows.
             */
            asset_id: string | null;
            /** @example battery0 */
            asset_key: string;
            /**
             * @example CHARGE
             * @enum {string}
             */
            command_type: "CHARGE" | "DISCHARGE" | "CURTAIL" | "SETPOINT";
            /**
             * Format: date-time
             * @example 2026-06-02T03:00:00Z
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description When it was first seen at work, by the edge's clock; null where it was not.
             * @example 2026-06-02T01:00:02Z
             */
            executed_at: string | null;
            /**
             * @description PENDING, MISSED or CANCELLED before it is an order; afterwards the state of the order.
             * @example EXECUTED
             * @enum {string}
             */
            execution_result: "PENDING" | "MISSED" | "CANCELLED" | "ISSUED" | "ACCEPTED" | "REJECTED" | "CLAMPED" | "EXECUTED" | "FAILED" | "EXPIRED";
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000073
             */
            id: string;
            /**
             * Format: uuid
             * @description The command that it became; null for none.
             */
            order_id: string | null;
            /**
             * Format: uuid
             * @description The plan; null of an order that belongs to none.
             */
            plan_id: string | null;
            /**
             * Format: int64
             * @description W/s; null for as fast as it can.
             * @example 100
             */
            ramp_rate: number | null;
            /** @description Why it was cut, refused or not sent. */
            reason_codes: string[];
            /**
             * @description Whether it was ended before its time.
             * @example false
             */
            released: boolean;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * Format: int64
             * @description Active power in W: a magnitude, of CURTAIL what is left; of SETPOINT signed, positive away from the grid.
             * @example 5000
             */
            target_value: number;
            /**
             * @description The first code's sentence in German; empty without one.
             * @example
             */
            text_de: string;
            /**
             * @description The first code's sentence in English; empty without one.
             * @example
             */
            text_en: string;
            /**
             * Format: date-time
             * @example 2026-06-02T01:00:00Z
             */
            ts_scheduled: string;
        };
        DispatchCommandPage: {
            /** @description By ts_scheduled. */
            items: components["schemas"]["DispatchCommand"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        DispatchPlan: {
            /**
             * Format: int64
             * @description How many it has.
             * @example 48
             */
            commands: number;
            /**
             * @description SHA-256 of what it says.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            content_hash: string;
            /**
             * Format: date-time
             * @example 2026-06-01T14:00:00Z
             */
            created_at: string;
            /**
             * @description Who brought it, as in the audit log.
             * @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-06-02T00:00:00Z
             */
            horizon_from: string;
            /**
             * Format: date-time
             * @example 2026-06-03T00:00:00Z
             */
            horizon_to: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000072
             */
            id: string;
            /** @description As its maker says; null where it does not. */
            input_hash: string | null;
            /** @example day-ahead 2.4 */
            optimizer_version: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000071
             */
            policy_id: string;
            /** @example Cheap nights */
            policy_name: string;
            /**
             * Format: uuid
             * @description The site, asset or place that its policy is for.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            scope_id: string;
            /**
             * Format: uuid
             * @description The site of its policy; null of a PORTFOLIO.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * @example ACTIVE
             * @enum {string}
             */
            status: "DRAFT" | "ACTIVE" | "SUPERSEDED" | "WITHDRAWN" | "ENDED";
            /**
             * Format: date-time
             * @description Since when it has that status.
             * @example 2026-06-01T14:01:00Z
             */
            status_at: string;
        };
        DispatchPlanPage: {
            /** @description Newest first. */
            items: components["schemas"]["DispatchPlan"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        DraftAsset: {
            /**
             * Format: int64
             * @description Of a battery.
             * @example 0
             */
            capacity_wh?: number;
            /**
             * @description Its key: that of an asset of the site, or a new one.
             * @example pv0
             */
            id: string;
            /**
             * Format: int64
             * @description As on the nameplate.
             * @example 8000
             */
            max_active_power_watts?: number;
            /**
             * Format: int64
             * @description As on the nameplate.
             * @example 0
             */
            max_apparent_power_va?: number;
            /** @example Roof south */
            name?: string;
            /** @example PV */
            nature: string;
            /**
             * Format: int64
             * @description Of a charger.
             * @example 0
             */
            phases?: number;
        };
        DraftDevice: {
            /** @example 192.168.1.30:502 */
            address: string;
            /**
             * @description Unique at the edge.
             * @example sunspec-1
             */
            key: string;
            /** @example sunspec */
            profile: string;
            /**
             * Format: int64
             * @description The profile's own where absent.
             * @example 1
             */
            unit?: number;
            /**
             * @description Of the profile, where it has some.
             * @example
             */
            variant?: string;
        };
        DurationCurve: {
            /** @description From the largest to the smallest value, in steps of one percent of the time; empty where nothing is known. */
            curve: components["schemas"]["DurationStep"][];
            /**
             * Format: int64
             * @description Periods within the dates that are over.
             * @example 8640
             */
            existing: number;
            /** @description The largest value and when it was, the first time. */
            highest: components["schemas"]["DurationPeak"] | null;
            /**
             * Format: int64
             * @description Periods whose value is known.
             * @example 8640
             */
            known: number;
        };
        DurationPeak: {
            /**
             * Format: date-time
             * @example 2026-01-14T06:45:00Z
             */
            from: string;
            /**
             * Format: double
             * @example 9200
             */
            value: number;
        };
        DurationStep: {
            /**
             * Format: int64
             * @description Share of the time.
             * @example 10
             */
            percent: number;
            /**
             * Format: double
             * @description The value that is reached or passed for that share.
             * @example 2150
             */
            value: number;
        };
        Edge: {
            /**
             * Format: date-time
             * @description When the code expires that it may enrol with; null without one that is open.
             * @example 2026-06-01T13:00:00Z
             */
            code_until: string | null;
            /**
             * @description SHA-256 of the site file that it said last it runs; empty where it never said.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            configuration_hash: string;
            /**
             * Format: int64
             * @description The newest version with that hash; 0 where there is none, as before the first and where it was changed on site.
             * @example 3
             */
            configuration_version: number;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Null where it never enrolled.
             * @example 2026-06-01T12:05:00Z
             */
            enrolled_at: string | null;
            /**
             * Format: date-time
             * @description When the key before holds no more, used or not; null without one.
             * @example 2026-06-08T12:00:00Z
             */
            former_key_until: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * @description Whether the edge has a new key and has not used it yet.
             * @example false
             */
            key_changing: boolean;
            /**
             * Format: date-time
             * @description When it was heard last; null where it never was.
             * @example 2026-06-01T12:06:00Z
             */
            last_seen_at: string | null;
            /** @example Cabinet 1 */
            name: string;
            /**
             * Format: int64
             * @description The newest version that there is; 0 without one.
             * @example 3
             */
            newest_version: number;
            /**
             * @description Its public key; empty until it is enrolled.
             * @example UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4
             */
            nkey: string;
            /**
             * Format: date-time
             * @description Null where it never was.
             * @example 2026-06-02T12:00:00Z
             */
            revoked_at: string | null;
            /** @description The newest order to change its key; null where there never was one. */
            rotation: components["schemas"]["EdgeKeyRotation"] | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example Plant north */
            site_name: string;
            /**
             * @description What it said last that it runs; empty where it never said.
             * @example 1.0.0
             */
            software: string;
            /**
             * @description PENDING has a code and has not used it; a REVOKED edge is let in no more.
             * @example ENROLLED
             * @enum {string}
             */
            state: "PENDING" | "ENROLLED" | "REVOKED";
            /**
             * Format: int64
             * @description Counts the changes people make to the edge.
             * @example 1
             */
            version: number;
        };
        EdgeChange: {
            /** @example Cabinet 2 */
            name: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        EdgeConfiguration: {
            /**
             * Format: date-time
             * @description When the edge answered last, by its clock.
             * @example 2026-06-01T12:00:02Z
             */
            answered_at: string | null;
            /**
             * @description The person's name.
             * @example Ada Example
             */
            author: string;
            /**
             * Format: uuid
             * @description The newest order to run it; null without one.
             * @example 0198c0de-0000-7000-8000-000000000007
             */
            command_id: string | null;
            /** @example the new inverter */
            comment: string;
            /**
             * @description SHA-256 of the text.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            hash: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            made_at: string;
            /**
             * Format: uuid
             * @description The person who made it.
             * @example 0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            made_by: string;
            /** @description Of the first code; CONFIGURATION_REFUSED lists every problem in problems, a line each. */
            params: {
                [key: string]: unknown;
            };
            /** @description Why it was refused. */
            reason_codes: string[];
            /**
             * @description How far that order has come; EXECUTED once a cycle has run with it.
             * @example EXECUTED
             * @enum {string}
             */
            state: "NOT_SENT" | "ISSUED" | "ACCEPTED" | "EXECUTED" | "REJECTED" | "FAILED" | "EXPIRED" | "CLAMPED";
            /**
             * @description The site file; only where one version is asked for.
             * @example site: {name: "Plant north", time_zone: "Europe/Berlin"}
             */
            text?: string;
            /**
             * @description The first code's sentence in German; empty without one.
             * @example
             */
            text_de: string;
            /**
             * @description The first code's sentence in English; empty without one.
             * @example
             */
            text_en: string;
            /**
             * Format: int64
             * @description From 1; 0 is what an edge begins with, which nobody made.
             * @example 3
             */
            version: number;
        };
        EdgeConfigurationPage: {
            /** @description The newest first, without their texts. */
            items: components["schemas"]["EdgeConfiguration"][];
            /**
             * Format: int64
             * @description What before is for the next page; 0 on the last.
             * @example 0
             */
            next: number;
        };
        EdgeKeyRotation: {
            /**
             * Format: date-time
             * @description Of the edge's newest answer; null before the first.
             * @example 2026-06-01T12:00:04Z
             */
            at: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000041
             */
            command_id: string;
            /**
             * Format: date-time
             * @description An edge that is not reached by then keeps its key.
             * @example 2026-06-02T12:00:00Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            issued_at: string;
            /** @description Of the first code. */
            params: {
                [key: string]: unknown;
            };
            /** @example the cabinet was open */
            reason: string;
            /** @description Why it was not done. */
            reason_codes: string[];
            /**
             * @description EXECUTED once the edge has connected with its new key.
             * @example EXECUTED
             * @enum {string}
             */
            state: "ISSUED" | "ACCEPTED" | "REJECTED" | "CLAMPED" | "EXECUTED" | "FAILED" | "EXPIRED";
            /** @example  */
            text_de: string;
            /**
             * @description The first code in words; empty without one.
             * @example
             */
            text_en: string;
        };
        EdgePage: {
            /** @description The newest first. */
            items: components["schemas"]["Edge"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        EdgeRequest: {
            /**
             * @description What people call it.
             * @example Cabinet 1
             */
            name: string;
        };
        EdgeWithCode: {
            /**
             * @description Shown once and kept nowhere.
             * @example 7K3M-9QXT-20VW
             */
            code: string;
            edge: components["schemas"]["Edge"];
            /**
             * Format: date-time
             * @example 2026-06-01T13:00:00Z
             */
            expires_at: string;
        };
        EmissionFactor: {
            /**
             * @description Decimal, gram of CO2 equivalent per kWh, exact.
             * @example 318.4
             */
            co2_g_per_kwh: string;
            /**
             * Format: date-time
             * @example 2026-06-01T10:00:00Z
             */
            from: string;
            /**
             * Format: uuid
             * @description What reports name it by.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * @example LIFECYCLE
             * @enum {string}
             */
            kind: "DIRECT" | "LIFECYCLE" | "MARGINAL" | "AVERAGE";
            /** @example DE-LU */
            market_region: string;
            /** @example flow-tracing */
            method_id: string;
            /** @example 2 */
            method_version: string;
            /**
             * Format: date-time
             * @description Since when it is believed.
             * @example 2026-06-01T12:00:00Z
             */
            published_at: string;
            /**
             * @example PROVISIONAL
             * @enum {string}
             */
            quality: "FORECAST" | "PROVISIONAL" | "FINAL";
            /**
             * Format: date-time
             * @description When it was stored here.
             * @example 2026-06-01T12:00:03Z
             */
            retrieved_at: string;
            /** @example A grid operator */
            source: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T11:00:00Z
             */
            to: string;
        };
        EmissionFactorPage: {
            /** @description By region, source, kind, method, version and interval, each interval once. */
            items: components["schemas"]["EmissionFactor"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        EmissionMethod: {
            /**
             * @example LIFECYCLE
             * @enum {string}
             */
            kind: "DIRECT" | "LIFECYCLE" | "MARGINAL" | "AVERAGE";
            /**
             * Format: date-time
             * @description End of its newest interval.
             * @example 2026-06-01T11:00:00Z
             */
            last_to: string;
            /** @example DE-LU */
            market_region: string;
            /** @example flow-tracing */
            method_id: string;
            /** @example 2 */
            method_version: string;
            /**
             * Format: date-time
             * @description When that was published.
             * @example 2026-06-01T12:00:00Z
             */
            published_at: string;
            /**
             * @description Of that.
             * @example PROVISIONAL
             * @enum {string}
             */
            quality: "FORECAST" | "PROVISIONAL" | "FINAL";
            /** @example A grid operator */
            source: string;
        };
        EmissionMethodPage: {
            /** @description By region, source, kind, method and version. */
            items: components["schemas"]["EmissionMethod"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        EnergyPosting: {
            /**
             * Format: int64
             * @description Of the same sign, in g; null where it is not known.
             * @example -12
             */
            co2_g: number | null;
            /**
             * Format: int64
             * @description The same in J, exactly: the parts of a transaction sum to the whole.
             * @example -900000
             */
            energy_j: number;
            /**
             * @description What the group received in Wh, negative where it gave; to 0.01 half to even.
             * @example -250.00
             */
            energy_wh: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            group_id: string;
            /**
             * @description Of the transaction.
             * @example PV surplus to the flat
             */
            name: string;
            /**
             * Format: date-time
             * @description Start of the quarter hour.
             * @example 2026-06-01T00:00:00Z
             */
            slot_from: string;
            /**
             * @example PROVISIONAL
             * @enum {string}
             */
            status: "PROVISIONAL" | "FINAL";
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            transaction_id: string;
        };
        EnergyPostingPage: {
            /** @description By quarter hour. */
            items: components["schemas"]["EnergyPosting"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        EnergyTransaction: {
            /**
             * Format: int64
             * @description Emissions that travel with it in g; null where they are not known.
             * @example 48
             */
            co2_g?: number;
            /**
             * Format: uuid
             * @description The group that receives.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            destination_id: string;
            /**
             * Format: int64
             * @description Quarter hours that were sealed when it came: cases, in no balance.
             * @example 0
             */
            disputed_quarters: number;
            /**
             * Format: date-time
             * @description Not included; at most 31 days and an hour later.
             * @example 2026-06-01T01:00:00Z
             */
            ends_at: string;
            /**
             * @description More than 0, with at most two decimals.
             * @example 1000.00
             */
            energy_wh: string;
            /**
             * Format: date-time
             * @description Null while it is provisional.
             * @example 2026-06-02T08:00:00Z
             */
            finalised_at: string | null;
            /**
             * @description Null while it is provisional.
             * @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            finalised_by: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            id: string;
            /** @example PV surplus to the flat */
            name: string;
            /**
             * Format: date-time
             * @example 2026-06-01T08:00:00Z
             */
            noted_at: string;
            /** @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10 */
            noted_by: string;
            /**
             * Format: uuid
             * @description The transaction that takes it back; null for none.
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            reversed_by_id: string | null;
            /**
             * Format: uuid
             * @description The transaction that it takes back; null for none.
             * @example 0198c0de-0000-7000-8000-000000000036
             */
            reverses_id: string | null;
            /**
             * Format: uuid
             * @description The group that gives.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            source_id: string;
            /**
             * Format: date-time
             * @description On a whole second; what is not aligned to quarter hours is shared out by seconds.
             * @example 2026-06-01T00:00:00Z
             */
            starts_at: string;
            /**
             * @example PROVISIONAL
             * @enum {string}
             */
            status: "PROVISIONAL" | "FINAL";
        };
        EnergyTransactionFields: {
            /**
             * Format: int64
             * @description Emissions that travel with it in g; null where they are not known.
             * @example 48
             */
            co2_g?: number;
            /**
             * Format: uuid
             * @description The group that receives.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            destination_id: string;
            /**
             * Format: date-time
             * @description Not included; at most 31 days and an hour later.
             * @example 2026-06-01T01:00:00Z
             */
            ends_at: string;
            /**
             * @description More than 0, with at most two decimals.
             * @example 1000.00
             */
            energy_wh: string;
            /** @example PV surplus to the flat */
            name: string;
            /**
             * Format: uuid
             * @description The group that gives.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            source_id: string;
            /**
             * Format: date-time
             * @description On a whole second; what is not aligned to quarter hours is shared out by seconds.
             * @example 2026-06-01T00:00:00Z
             */
            starts_at: string;
        };
        EnergyTransactionPage: {
            /** @description Those that begin last first. */
            items: components["schemas"]["EnergyTransaction"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        Enrolled: {
            /**
             * @description Certificates that vouch for the bus, PEM; empty where the system's do.
             * @example
             */
            ca: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            edge_id: string;
            /**
             * @description Where the bus listens for edges.
             * @example nats-leaf://bus.example.org:7422
             */
            hub: string;
            /**
             * @description The public key that orders are signed with, base64.
             * @example MCowBQYDK2VwAyEA
             */
            orders_key: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example Plant north */
            site_name: string;
            /**
             * Format: uuid
             * @example 0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            tenant_id: string;
            /** @example Europe/Berlin */
            time_zone: string;
        };
        Enrolment: {
            /** @example 7K3M-9QXT-20VW */
            code: string;
            /**
             * @description The public key, an nkey of a user.
             * @example UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4
             */
            nkey: string;
            /**
             * @description The key's signature over the code and the key, base64 URL alphabet.
             * @example c2lnbmF0dXJl
             */
            signature: string;
            /**
             * @description What the edge runs.
             * @example 1.0.0
             */
            software: string;
        };
        EnvelopeBlockView: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            block_from: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T12:15:00Z
             */
            block_to: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            envelope_id: string;
            /**
             * Format: int64
             * @description What balancing obeys; target_watts where there is none.
             * @example 40000
             */
            max_limit_watts: number | null;
            /**
             * Format: int64
             * @example 0
             */
            min_limit_watts: number | null;
            /**
             * Format: int64
             * @description What a circuit is shown; max_limit_watts where there is none.
             * @example 35000
             */
            target_watts: number | null;
        };
        EnvelopePage: {
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /** @description The newest first, without their blocks. */
            operating_envelopes: components["schemas"]["EnvelopeView"][];
        };
        EnvelopeStoryView: {
            /** @description In their order. */
            blocks: components["schemas"]["EnvelopeBlockView"][];
            /**
             * @description CONSUMPTION_CAP, GENERATION_CAP or NET_CAP.
             * @example CONSUMPTION_CAP
             */
            constraint_type: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T18:00:00Z
             */
            effective_to: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            envelope_id: string;
            /**
             * @description TOU_LIMIT, FORECAST, FALLBACK or OVERRIDE.
             * @example FORECAST
             */
            envelope_type: string;
            /** @description In order. */
            lifecycle: components["schemas"]["LifecycleView"][];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description The top of the subtree that it bounds.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: uuid
             * @description The control point it came by.
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            origin_control_point_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T11:00:00Z
             */
            received_at: string;
            /**
             * @description The rule that a REJECTED one breaks.
             * @example BLOCKS_INSIDE_WINDOW
             */
            rejected_rule?: string;
            /**
             * @description The source's own name of the submission.
             * @example forecast-4711
             */
            source_ref: string;
            /**
             * @description As the scheduler has it; reading changes nothing.
             * @example ACTIVE
             * @enum {string}
             */
            status: "PENDING" | "ACTIVE" | "EXPIRED" | "WITHDRAWN" | "REJECTED";
        };
        EnvelopeView: {
            /**
             * @description CONSUMPTION_CAP, GENERATION_CAP or NET_CAP.
             * @example CONSUMPTION_CAP
             */
            constraint_type: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T18:00:00Z
             */
            effective_to: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            envelope_id: string;
            /**
             * @description TOU_LIMIT, FORECAST, FALLBACK or OVERRIDE.
             * @example FORECAST
             */
            envelope_type: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description The top of the subtree that it bounds.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: uuid
             * @description The control point it came by.
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            origin_control_point_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T11:00:00Z
             */
            received_at: string;
            /**
             * @description The rule that a REJECTED one breaks.
             * @example BLOCKS_INSIDE_WINDOW
             */
            rejected_rule?: string;
            /**
             * @description The source's own name of the submission.
             * @example forecast-4711
             */
            source_ref: string;
            /**
             * @description As the scheduler has it; reading changes nothing.
             * @example ACTIVE
             * @enum {string}
             */
            status: "PENDING" | "ACTIVE" | "EXPIRED" | "WITHDRAWN" | "REJECTED";
        };
        EnvelopeWithBlocks: {
            /** @description In their order. */
            blocks: components["schemas"]["EnvelopeBlockView"][];
            /**
             * @description CONSUMPTION_CAP, GENERATION_CAP or NET_CAP.
             * @example CONSUMPTION_CAP
             */
            constraint_type: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T18:00:00Z
             */
            effective_to: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000042
             */
            envelope_id: string;
            /**
             * @description TOU_LIMIT, FORECAST, FALLBACK or OVERRIDE.
             * @example FORECAST
             */
            envelope_type: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @description The top of the subtree that it bounds.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: uuid
             * @description The control point it came by.
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            origin_control_point_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T11:00:00Z
             */
            received_at: string;
            /**
             * @description The rule that a REJECTED one breaks.
             * @example BLOCKS_INSIDE_WINDOW
             */
            rejected_rule?: string;
            /**
             * @description The source's own name of the submission.
             * @example forecast-4711
             */
            source_ref: string;
            /**
             * @description As the scheduler has it; reading changes nothing.
             * @example ACTIVE
             * @enum {string}
             */
            status: "PENDING" | "ACTIVE" | "EXPIRED" | "WITHDRAWN" | "REJECTED";
        };
        Event: {
            /**
             * @description What they wrote.
             * @example the electrician is on the way
             */
            acknowledge_note: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:05:00Z
             */
            acknowledged_at: string | null;
            /**
             * @description Who has; empty for nobody.
             * @example Ada
             */
            acknowledged_by: string;
            /**
             * @description Key of the asset; empty for none.
             * @example
             */
            asset: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:01:00Z
             */
            cleared_at: string | null;
            /**
             * @description Why it was cleared where its condition did not end; empty where it did.
             * @example
             */
            cleared_reason: string;
            /**
             * @description Code of the closed catalogue of reasons.
             * @example STALE_DATA
             */
            code: string;
            /**
             * @description Key of the device; empty for none.
             * @example plenticore0
             */
            device: string;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            /**
             * @example ALARM
             * @enum {string}
             */
            kind: "ALARM" | "FAULT" | "OPERATOR_ACTION" | "STATE_TRANSITION" | "DOMAIN";
            /**
             * Format: int64
             * @description Order among events of one instant: what happened later has the higher one.
             * @example 17
             */
            ordinal: number;
            /** @description Parameters of the code. */
            params: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            raised_at: string;
            /**
             * @example WARNING
             * @enum {string}
             */
            severity: "INFO" | "WARNING" | "SEVERE";
            /**
             * @description Why.
             * @example the meter is replaced this afternoon
             */
            shelve_reason: string;
            /**
             * @description Who has put it aside; empty for nobody.
             * @example Ada
             */
            shelved_by: string;
            /**
             * Format: date-time
             * @description Until when the alarm is put aside; null, or in the past, where it is not.
             * @example 2026-06-01T18:00:00Z
             */
            shelved_until: string | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example Demo site */
            site_name: string;
            /**
             * @description The code's sentence in German.
             * @example plenticore0 hat seit 12 s nichts Aktuelles gesendet
             */
            text_de: string;
            /**
             * @description The code's sentence in English.
             * @example plenticore0 has sent nothing fresh for 12 s
             */
            text_en: string;
            /**
             * Format: int64
             * @description Counts the changes; what changes the alarm names the version it has read.
             * @example 1
             */
            version: number;
        };
        EventPage: {
            /** @description Newest first. */
            items: components["schemas"]["Event"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        Events: {
            events: components["schemas"]["Event"][];
        };
        EVSEFields: {
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * @description The group that shares a limit with it.
             * @example yard
             */
            cluster_id?: string;
            /**
             * @description As OCPI names them.
             * @example [
             *       "IEC_62196_T2"
             *     ]
             */
            connector_types: string[];
            /**
             * Format: int64
             * @example 22000
             */
            max_power_watts?: number;
            /**
             * @description What the station calls itself, unique in the tenant.
             * @example CP-0001
             */
            ocpp_id?: string;
        };
        EVSERecord: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * @description The group that shares a limit with it.
             * @example yard
             */
            cluster_id?: string;
            /**
             * @description As OCPI names them.
             * @example [
             *       "IEC_62196_T2"
             *     ]
             */
            connector_types: string[];
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * Format: int64
             * @example 22000
             */
            max_power_watts?: number;
            /**
             * @description What the station calls itself, unique in the tenant.
             * @example CP-0001
             */
            ocpp_id?: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        EVSERevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: uuid
             * @description The asset of the same site that it is part of.
             * @example a1f3c2d4-1b2c-4d5e-8f90-123456789abc
             */
            asset_id: string;
            /**
             * @description The group that shares a limit with it.
             * @example yard
             */
            cluster_id?: string;
            /**
             * @description As OCPI names them.
             * @example [
             *       "IEC_62196_T2"
             *     ]
             */
            connector_types: string[];
            /**
             * Format: int64
             * @example 22000
             */
            max_power_watts?: number;
            /**
             * @description What the station calls itself, unique in the tenant.
             * @example CP-0001
             */
            ocpp_id?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        FactorFile: {
            /**
             * @description Comma-separated values; the names of the fields in the first line.
             * @example ts;value
             *     2026-06-01T00:00:00+02:00;-1.5
             */
            content: string;
            /**
             * @description Says what would become of it, and keeps nothing.
             * @example true
             */
            dry_run: boolean;
            /**
             * @description DIRECT at the chimney, LIFECYCLE with what comes before and after, MARGINAL of one kWh more; AVERAGE of the mix where the source says no more.
             * @example LIFECYCLE
             * @enum {string}
             */
            kind: "DIRECT" | "LIFECYCLE" | "MARGINAL" | "AVERAGE";
            /**
             * @description Country or bidding zone.
             * @example DE-LU
             */
            market_region: string;
            /**
             * @description How they were computed.
             * @example flow-tracing
             */
            method_id: string;
            /**
             * @description A new version stands beside the one before.
             * @example 2
             */
            method_version: string;
            /**
             * @description Of the file.
             * @example prices.csv
             */
            name: string;
            /**
             * Format: date-time
             * @description Since when it is believed; without it, from now on.
             * @example 2026-06-01T10:57:00Z
             */
            published_at?: string;
            /**
             * @example PROVISIONAL
             * @enum {string}
             */
            quality: "FORECAST" | "PROVISIONAL" | "FINAL";
            /**
             * @description How long each holds where the file has no field to.
             * @example 1h
             * @enum {string}
             */
            slot: "5m" | "15m" | "30m" | "1h";
            /**
             * @description Who publishes it, such as an exchange and its auction.
             * @example SMARD day-ahead
             */
            source: string;
            /**
             * @description The zone of times without an offset; without it there may be none.
             * @example Europe/Berlin
             */
            time_zone?: string;
            /**
             * @example g/kWh
             * @enum {string}
             */
            unit: "g/kWh" | "kg/MWh" | "kg/kWh" | "t/MWh";
        };
        FactorPoint: {
            /**
             * Format: date-time
             * @example 2026-06-01T10:00:00Z
             */
            from: string;
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-01T11:00:00Z
             */
            to: string;
            /**
             * @description Decimal, in unit.
             * @example 318.4
             */
            value: string;
        };
        FactorPublication: {
            /**
             * @description DIRECT at the chimney, LIFECYCLE with what comes before and after, MARGINAL of one kWh more; AVERAGE of the mix where the source says no more.
             * @example LIFECYCLE
             * @enum {string}
             */
            kind: "DIRECT" | "LIFECYCLE" | "MARGINAL" | "AVERAGE";
            /**
             * @description Country or bidding zone.
             * @example DE-LU
             */
            market_region: string;
            /**
             * @description How they were computed.
             * @example flow-tracing
             */
            method_id: string;
            /**
             * @description A new version stands beside the one before.
             * @example 2
             */
            method_version: string;
            points: components["schemas"]["FactorPoint"][];
            /**
             * Format: date-time
             * @description Since when it is believed; without it, from now on.
             * @example 2026-06-01T10:57:00Z
             */
            published_at?: string;
            /**
             * @example PROVISIONAL
             * @enum {string}
             */
            quality: "FORECAST" | "PROVISIONAL" | "FINAL";
            /**
             * @description Who publishes it, such as an exchange and its auction.
             * @example SMARD day-ahead
             */
            source: string;
            /**
             * @example g/kWh
             * @enum {string}
             */
            unit: "g/kWh" | "kg/MWh" | "kg/kWh" | "t/MWh";
        };
        Fault: {
            /**
             * @description What is wrong and what would be right.
             * @example bucket is 7m, want one of 1m, 5m, 15m, 1h
             */
            detail: string;
            /**
             * @description JSON Pointer into the request, whose members are path, query, header and body.
             * @example /query/bucket
             */
            pointer: string;
            /**
             * @description Code of the closed catalogue of reasons.
             * @example INVALID_VALUE
             */
            reason_code: string;
        };
        FaultReport: {
            /**
             * @description What it is about; empty for the edge.
             * @example grid0
             */
            asset: string;
            /**
             * Format: date-time
             * @description When it was latched.
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /**
             * @description The controller that raised it.
             * @example protection
             */
            by: string;
            /**
             * @description What happened, a code of the catalogue.
             * @example GRID_PROTECTION_TRIP
             */
            code: string;
            /**
             * @description Whether its cause is still seen: then it cannot be cleared.
             * @example false
             */
            lasts: boolean;
            /** @description Values of the code's text. */
            params: {
                [key: string]: unknown;
            };
        };
        Figures: {
            /**
             * Format: double
             * @description Energy into batteries.
             * @example 8000
             */
            charged_wh: number | null;
            /**
             * Format: int64
             * @description Share of the span that usable values cover, of the channel that covers least, in hundredths of a percent, rounded down.
             * @example 10000
             */
            coverage_bp: number;
            /**
             * Format: double
             * @description Energy out of batteries.
             * @example 6500
             */
            discharged_wh: number | null;
            /**
             * Format: double
             * @description Energy to the grid.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: double
             * @description Energy from the grid.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: double
             * @description Energy consumed on site.
             * @example 13900
             */
            load_wh: number | null;
            /** @description Largest quarter-hour mean of import at all grid connections together; null where nothing was imported. */
            peak: components["schemas"]["Peak"] | null;
            /**
             * Format: double
             * @description PV energy.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: int64
             * @description Share of PV energy used on site, in hundredths of a percent.
             * @example 5333
             */
            self_consumption_bp: number | null;
            /**
             * Format: int64
             * @description Share of consumption that was not imported, in hundredths of a percent.
             * @example 6978
             */
            self_sufficiency_bp: number | null;
        };
        ForecastIssue: {
            /**
             * @description Key of the asset; without it the site as a whole.
             * @example pv0
             */
            asset?: string;
            /**
             * @description Of what the model was given, in hexadecimal digits.
             * @example 9f86d081884c7d65
             */
            feature_hash?: string;
            /**
             * Format: date-time
             * @description Since when it is believed.
             * @example 2026-06-01T08:00:00Z
             */
            issued_at: string;
            /**
             * @description Name of the channel.
             * @example ActivePower
             */
            metric: string;
            /**
             * @description The model and its version, or whoever forecasts.
             * @example ridge/3
             */
            model_version: string;
            points: components["schemas"]["ForecastValue"][];
            /**
             * @description Of all values; another than the channel's is converted.
             * @example kW
             */
            unit: string;
        };
        ForecastPage: {
            /** @description By time, each instant once. */
            items: components["schemas"]["ForecastPoint"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /**
             * @description Of all values: the channel's.
             * @example W
             */
            unit: string;
        };
        ForecastPoint: {
            /**
             * Format: double
             * @example 0.8
             */
            confidence: number | null;
            /**
             * @description Empty where the model does not say.
             * @example 9f86d081884c7d65
             */
            feature_hash: string;
            /**
             * Format: date-time
             * @description Since when it is believed.
             * @example 2026-06-01T08:00:00Z
             */
            issued_at: string;
            /** @example ridge/3 */
            model_version: string;
            /**
             * Format: double
             * @description Null where the model does not say.
             * @example 35000
             */
            p10: number | null;
            /**
             * Format: double
             * @example 41500
             */
            p50: number | null;
            /**
             * Format: double
             * @example 51000
             */
            p90: number | null;
            /**
             * Format: double
             * @example 42000
             */
            predicted_value: number;
            /**
             * Format: date-time
             * @example 2026-06-01T18:00:00Z
             */
            ts: string;
        };
        ForecastValue: {
            /**
             * Format: double
             * @description 0 to 1, as the model says.
             * @example 0.8
             */
            confidence?: number;
            /**
             * Format: double
             * @description Below it in one case of ten.
             * @example 35000
             */
            p10?: number;
            /**
             * Format: double
             * @description The median.
             * @example 41500
             */
            p50?: number;
            /**
             * Format: double
             * @description Above it in one case of ten.
             * @example 51000
             */
            p90?: number;
            /**
             * Format: double
             * @description Power is positive away from the grid.
             * @example 42000
             */
            predicted_value: number;
            /**
             * Format: date-time
             * @description The instant, or the start of the interval that the value is the mean of.
             * @example 2026-06-01T18:00:00Z
             */
            ts: string;
        };
        FullReport: {
            report: components["schemas"]["Report"];
            version: components["schemas"]["ReportVersion"];
        };
        Gap: {
            /**
             * @description Asset and channel.
             * @example meter0.ActivePower
             */
            channel: string;
            /**
             * Format: date-time
             * @example 2026-06-01T06:45:00Z
             */
            from: string;
            /**
             * @description Name of the site.
             * @example House north
             */
            site: string;
            /**
             * Format: date-time
             * @description End, not included.
             * @example 2026-06-01T07:30:00Z
             */
            to: string;
        };
        GroupBalance: {
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            from: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            group_id: string;
            /** @description All quarter hours of the period. */
            quarters: components["schemas"]["BalanceQuarter"][];
            /**
             * Format: date-time
             * @description Not included.
             * @example 2026-06-02T00:00:00Z
             */
            to: string;
        };
        ImportFile: {
            /**
             * @description Its text.
             * @example key,name,time_zone
             *     north,Plant north,Europe/Berlin
             */
            content: string;
            /**
             * @description Says what is in it: CSV begins with org_nodes, sites, assets, evses, grid_connections, grid_constraints, energy_contracts or asset_contract_links; YAML holds all of them.
             * @example sites.csv
             */
            name: string;
        };
        ImportProblem: {
            /**
             * @description Empty where it is the whole row or file.
             * @example time_zone
             */
            field: string;
            /** @example sites.csv */
            file: string;
            /**
             * Format: int64
             * @description From 1.
             * @example 2
             */
            line: number;
            /** @description With the value and what would be right. */
            params: {
                [key: string]: unknown;
            };
            /** @example INVALID_VALUE */
            reason_code: string;
            /** @example time_zone ist Berlin, richtig wäre an IANA time zone as Europe/Berlin */
            text_de: string;
            /** @example time_zone is Berlin, want an IANA time zone as Europe/Berlin */
            text_en: string;
        };
        ImportReport: {
            /** @description All of them, by file and line. */
            problems: components["schemas"]["ImportProblem"][];
            rows: components["schemas"]["ImportRow"][];
            /**
             * @description Whether everything was stored: never with problems, nor by a dry run.
             * @example false
             */
            stored: boolean;
        };
        ImportRequest: {
            /**
             * @description Says what would become of it, and stores nothing.
             * @example true
             */
            dry_run: boolean;
            files: components["schemas"]["ImportFile"][];
        };
        ImportRow: {
            /** @example sites.csv */
            file: string;
            /** @example north */
            key: string;
            /**
             * @example sites
             * @enum {string}
             */
            kind: "org_nodes" | "sites" | "assets" | "evses" | "grid_connections" | "grid_constraints" | "energy_contracts" | "asset_contract_links";
            /**
             * Format: int64
             * @example 2
             */
            line: number;
            /**
             * @description SAME: all of it is known already.
             * @example MADE
             * @enum {string}
             */
            outcome: "MADE" | "CHANGED" | "SAME";
        };
        IngestMessage: {
            /**
             * Format: int64
             * @description Readings that are stored, those stored before included.
             * @example 2
             */
            accepted: number;
            /**
             * @description What is wrong and what would be right.
             * @example line 1, byte 4: want a name
             */
            detail?: string;
            /**
             * @description Why the whole message was refused; absent where it was read.
             * @example SYNTAX_ERROR
             */
            reason_code?: string;
            /** @description Readings that were refused, by index. */
            rejected: components["schemas"]["RejectedItem"][];
        };
        IngestResult: {
            /**
             * Format: int64
             * @description Readings that are stored, those stored before included.
             * @example 2
             */
            accepted: number;
            /** @description Readings that were refused, by index. */
            rejected: components["schemas"]["RejectedItem"][];
        };
        Inventory: {
            /** @description By key. */
            assets: components["schemas"]["AssetRecord"][];
            evses: components["schemas"]["EVSERecord"][];
            grid_connections: components["schemas"]["ConnectionRecord"][];
            grid_constraints: components["schemas"]["ConstraintRecord"][];
            site: components["schemas"]["SiteRecord"];
        };
        Invitation: {
            /** @example Ada Example */
            display_name: string;
            /**
             * @description Where the person is reached, and what they log in with.
             * @example ada@example.org
             */
            email: string;
            /**
             * @example en
             * @enum {string}
             */
            language?: "en" | "de";
            /**
             * Format: uuid
             * @description Where the role holds, a site or what is above it; without it, the whole tenant.
             * @example 0198c0de-0000-7000-8000-000000000012
             */
            node_id?: string;
            /**
             * @description The first role.
             * @example viewer
             * @enum {string}
             */
            role: "owner" | "engineer" | "operator" | "analyst" | "viewer" | "settler";
        };
        Invited: {
            link: components["schemas"]["PasswordLink"];
            user: components["schemas"]["Member"];
        };
        Invoice: {
            /**
             * Format: uuid
             * @description The invoice that is its exact negation; null for others.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            cancelled_by_id: string | null;
            /**
             * Format: uuid
             * @description The invoice whose exact negation it is; null for others.
             * @example 0198c0de-0000-7000-8000-000000000033
             */
            cancels_id: string | null;
            /**
             * Format: uuid
             * @description The contract it is under.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string;
            /**
             * @description Supplier, operator of the grid, customer.
             * @example Stadtwerke Musterstadt
             */
            counterparty: string;
            /**
             * Format: uuid
             * @description The posted invoice that a CREDIT takes a part back of.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            credits_id?: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant.
             * @example PAYABLE
             * @enum {string}
             */
            direction: "PAYABLE" | "RECEIVABLE";
            /**
             * @description A day.
             * @example 2026-02-17
             */
            due_on?: string;
            /**
             * @description Whether something that it is computed from was estimated.
             * @example false
             */
            estimated?: boolean;
            /**
             * @description Net and tax.
             * @example 348.96
             */
            gross_amount: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            id: string;
            /**
             * Format: date
             * @example 2026-02-03
             */
            issued_on: string;
            /**
             * @description CREDIT takes back a part of another invoice.
             * @example CONSUMPTION
             * @enum {string}
             */
            kind: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
            /**
             * @description The sum of its lines.
             * @example 293.24
             */
            net_amount: string;
            /**
             * @description As its issuer numbers it, unique for the issuer; none of an own draft.
             * @example R-2026-0117
             */
            number?: string;
            /**
             * @description Whether the tenant issues it itself: RECEIVABLE, and numbered without gaps when it is posted.
             * @example false
             */
            own?: boolean;
            /**
             * Format: date
             * @description The first local day it is for.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day it is for no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: date-time
             * @description Since when it never changes; null for a draft.
             * @example 2026-02-05T09:00:00Z
             */
            posted_at: string | null;
            /**
             * Format: uuid
             * @description The billing run that made it.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            run_id?: string;
            /**
             * @description The day on which it was paid; null where it was not.
             * @example 2026-02-16
             */
            settled_on: string | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @description CANCELLED without posted_at: a draft that was discarded.
             * @example POSTED
             * @enum {string}
             */
            status: "DRAFT" | "POSTED" | "SETTLED" | "CANCELLED";
            /**
             * @description Value added tax.
             * @example 55.72
             */
            tax_amount: string;
            /**
             * Format: int64
             * @description Counts the changes that were made to it.
             * @example 1
             */
            version: number;
        };
        InvoiceCancellation: {
            /**
             * @description The day on which the cancellation is issued; today where it is left out.
             * @example 2026-03-01
             */
            issued_on?: string;
            /**
             * @description Of the cancellation, where others issue it; none for a draft, and for own invoices.
             * @example S-2026-0009
             */
            number?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        InvoiceFields: {
            /**
             * Format: uuid
             * @description The contract it is under.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string;
            /**
             * @description Supplier, operator of the grid, customer.
             * @example Stadtwerke Musterstadt
             */
            counterparty: string;
            /**
             * Format: uuid
             * @description The posted invoice that a CREDIT takes a part back of.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            credits_id?: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant.
             * @example PAYABLE
             * @enum {string}
             */
            direction: "PAYABLE" | "RECEIVABLE";
            /**
             * @description A day.
             * @example 2026-02-17
             */
            due_on?: string;
            /**
             * @description Whether something that it is computed from was estimated.
             * @example false
             */
            estimated?: boolean;
            /**
             * @description As it stands on the invoice: INVOICE_TOTALS where the lines come to something else.
             * @example 348.96
             */
            gross_amount?: string;
            /**
             * Format: date
             * @example 2026-02-03
             */
            issued_on: string;
            /**
             * @description CREDIT takes back a part of another invoice.
             * @example CONSUMPTION
             * @enum {string}
             */
            kind: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
            lines: components["schemas"]["InvoiceLineFields"][];
            /**
             * @description As its issuer numbers it, unique for the issuer; none of an own draft.
             * @example R-2026-0117
             */
            number?: string;
            /**
             * @description Whether the tenant issues it itself: RECEIVABLE, and numbered without gaps when it is posted.
             * @example false
             */
            own?: boolean;
            /**
             * Format: date
             * @description The first local day it is for.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day it is for no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: uuid
             * @description The billing run that made it.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            run_id?: string;
            /**
             * @description As it stands on the invoice; INVOICE_TOTALS where it is further from what the lines come to than rounding explains. Computed where it is left out.
             * @example 55.72
             */
            tax_amount?: string;
        };
        InvoiceFile: {
            /**
             * @description Its text, the names of its fields in the first line.
             * @example site,counterparty,number
             */
            content: string;
            /**
             * @description Says what would become of it, and stores nothing.
             * @example true
             */
            dry_run: boolean;
            /** @example invoices.csv */
            name: string;
        };
        InvoiceImport: {
            /** @description Those that can be taken, by line. */
            invoices: components["schemas"]["TakenInvoice"][];
            /** @description All of them, by line. */
            problems: components["schemas"]["InvoiceProblem"][];
            /**
             * @description Whether everything was stored: never with problems, nor by a dry run.
             * @example false
             */
            stored: boolean;
        };
        InvoiceLine: {
            /**
             * @description Without value added tax.
             * @example 281.24
             */
            amount: string;
            /**
             * @description The energy of an ENERGY or EXPORT line, decimal, exact to 0.01 Wh half to even; null where it says none.
             * @example 1000500.00
             */
            energy_wh: string | null;
            /**
             * @example ENERGY
             * @enum {string}
             */
            kind: "ENERGY" | "DEMAND" | "EXPORT" | "FIXED" | "MINIMUM" | "PERCENTAGE" | "TAX" | "CREDIT" | "INDEX";
            /**
             * @description Of one unit; null where it says none.
             * @example 0.2811
             */
            price: string | null;
            /**
             * @description Null where it says none.
             * @example 1000.5
             */
            quantity: string | null;
            /** @example Energy January */
            text: string;
            /** @example kWh */
            unit: string;
            /**
             * @description Percent.
             * @example 19
             */
            vat_rate: string;
        };
        InvoiceLineFields: {
            /**
             * @description Without value added tax, in minor units of the currency; where it is left out, quantity times price, half to even.
             * @example 281.24
             */
            amount?: string;
            /**
             * @description The component of the tariff; TAX is not value added tax.
             * @example ENERGY
             * @enum {string}
             */
            kind: "ENERGY" | "DEMAND" | "EXPORT" | "FIXED" | "MINIMUM" | "PERCENTAGE" | "TAX" | "CREDIT" | "INDEX";
            /**
             * @description Of one unit, not rounded.
             * @example 0.2811
             */
            price?: string;
            /** @example 1000.5 */
            quantity?: string;
            /** @example Energy January */
            text: string;
            /**
             * @description Of the quantity: of an ENERGY or EXPORT line in Wh, kWh or MWh it is an energy.
             * @example kWh
             */
            unit?: string;
            /**
             * @description Value added tax in percent.
             * @example 19
             */
            vat_rate: string;
        };
        InvoicePage: {
            /** @description Those issued last first. */
            items: components["schemas"]["Invoice"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        InvoicePosting: {
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        InvoiceProblem: {
            /**
             * @description Empty where it is the whole line.
             * @example amount
             */
            field: string;
            /** @example invoices.csv */
            file: string;
            /**
             * Format: int64
             * @description From 1.
             * @example 2
             */
            line: number;
            /** @description With the value and what would be right. */
            params: {
                [key: string]: unknown;
            };
            /** @example INVALID_VALUE */
            reason_code: string;
            /** @example amount ist 12,345.6, erwartet wird a decimal number such as 0.0825 */
            text_de: string;
            /** @example amount is 12,345.6, want a decimal number such as 0.0825 */
            text_en: string;
        };
        InvoiceRecord: {
            /**
             * Format: uuid
             * @description The invoice that is its exact negation; null for others.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            cancelled_by_id: string | null;
            /**
             * Format: uuid
             * @description The invoice whose exact negation it is; null for others.
             * @example 0198c0de-0000-7000-8000-000000000033
             */
            cancels_id: string | null;
            /**
             * Format: uuid
             * @description The contract it is under.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string;
            /**
             * @description Supplier, operator of the grid, customer.
             * @example Stadtwerke Musterstadt
             */
            counterparty: string;
            /**
             * Format: uuid
             * @description The posted invoice that a CREDIT takes a part back of.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            credits_id?: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant.
             * @example PAYABLE
             * @enum {string}
             */
            direction: "PAYABLE" | "RECEIVABLE";
            /**
             * @description A day.
             * @example 2026-02-17
             */
            due_on?: string;
            /**
             * @description Whether something that it is computed from was estimated.
             * @example false
             */
            estimated?: boolean;
            /**
             * @description Net and tax.
             * @example 348.96
             */
            gross_amount: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            id: string;
            /**
             * Format: date
             * @example 2026-02-03
             */
            issued_on: string;
            /**
             * @description CREDIT takes back a part of another invoice.
             * @example CONSUMPTION
             * @enum {string}
             */
            kind: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
            /** @description In their order. */
            lines: components["schemas"]["InvoiceLine"][];
            /**
             * @description The sum of its lines.
             * @example 293.24
             */
            net_amount: string;
            /**
             * @description As its issuer numbers it, unique for the issuer; none of an own draft.
             * @example R-2026-0117
             */
            number?: string;
            /**
             * @description Whether the tenant issues it itself: RECEIVABLE, and numbered without gaps when it is posted.
             * @example false
             */
            own?: boolean;
            /**
             * Format: date
             * @description The first local day it is for.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day it is for no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: date-time
             * @description Since when it never changes; null for a draft.
             * @example 2026-02-05T09:00:00Z
             */
            posted_at: string | null;
            /**
             * Format: uuid
             * @description The billing run that made it.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            run_id?: string;
            /**
             * @description The day on which it was paid; null where it was not.
             * @example 2026-02-16
             */
            settled_on: string | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @description CANCELLED without posted_at: a draft that was discarded.
             * @example POSTED
             * @enum {string}
             */
            status: "DRAFT" | "POSTED" | "SETTLED" | "CANCELLED";
            /**
             * @description Value added tax.
             * @example 55.72
             */
            tax_amount: string;
            /**
             * Format: int64
             * @description Counts the changes that were made to it.
             * @example 1
             */
            version: number;
        };
        InvoiceRevision: {
            /**
             * Format: uuid
             * @description The contract it is under.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string;
            /**
             * @description Supplier, operator of the grid, customer.
             * @example Stadtwerke Musterstadt
             */
            counterparty: string;
            /**
             * Format: uuid
             * @description The posted invoice that a CREDIT takes a part back of.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            credits_id?: string;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant.
             * @example PAYABLE
             * @enum {string}
             */
            direction: "PAYABLE" | "RECEIVABLE";
            /**
             * @description A day.
             * @example 2026-02-17
             */
            due_on?: string;
            /**
             * @description Whether something that it is computed from was estimated.
             * @example false
             */
            estimated?: boolean;
            /**
             * @description As it stands on the invoice: INVOICE_TOTALS where the lines come to something else.
             * @example 348.96
             */
            gross_amount?: string;
            /**
             * Format: date
             * @example 2026-02-03
             */
            issued_on: string;
            /**
             * @description CREDIT takes back a part of another invoice.
             * @example CONSUMPTION
             * @enum {string}
             */
            kind: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
            lines: components["schemas"]["InvoiceLineFields"][];
            /**
             * @description As its issuer numbers it, unique for the issuer; none of an own draft.
             * @example R-2026-0117
             */
            number?: string;
            /**
             * @description Whether the tenant issues it itself: RECEIVABLE, and numbered without gaps when it is posted.
             * @example false
             */
            own?: boolean;
            /**
             * Format: date
             * @description The first local day it is for.
             * @example 2026-01-01
             */
            period_from: string;
            /**
             * Format: date
             * @description The first local day it is for no more.
             * @example 2026-02-01
             */
            period_to: string;
            /**
             * Format: uuid
             * @description The billing run that made it.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            run_id?: string;
            /**
             * @description As it stands on the invoice; INVOICE_TOTALS where it is further from what the lines come to than rounding explains. Computed where it is left out.
             * @example 55.72
             */
            tax_amount?: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        InvoiceSettlement: {
            /**
             * Format: date
             * @description The day on which it was paid.
             * @example 2026-02-16
             */
            settled_on: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        KeyChange: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            edge_id: string;
            /** @example UCNGL4W5QX66CFX6A6DCBVDH5VOHMI7B2UZZU7TXAUQQSI2JPHULCKBR */
            new_nkey: string;
            /** @example UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 */
            old_nkey: string;
            /** @example c2lnbmF0dXJl */
            signature_new: string;
            /** @example c2lnbmF0dXJl */
            signature_old: string;
        };
        KeyRotationRequest: {
            /**
             * Format: date-time
             * @description At most a week ahead.
             * @example 2026-06-02T12:00:00Z
             */
            expires_at: string;
            /** @example the cabinet was open */
            reason: string;
        };
        KPI: {
            /**
             * Format: double
             * @description Energy into batteries.
             * @example 8000
             */
            charged_wh: number | null;
            /**
             * @description Whether it is over.
             * @example true
             */
            closed: boolean;
            /**
             * Format: int64
             * @description Share of the span that usable values cover, of the channel that covers least, in hundredths of a percent, rounded down.
             * @example 10000
             */
            coverage_bp: number;
            /**
             * Format: double
             * @description Energy out of batteries.
             * @example 6500
             */
            discharged_wh: number | null;
            /**
             * Format: double
             * @description Energy to the grid.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: date-time
             * @example 2026-05-31T22:00:00Z
             */
            from: string;
            /**
             * Format: int64
             * @description Energy charged and discharged over twice the capacity of all batteries, in thousandths.
             * @example 725
             */
            full_cycles_milli: number | null;
            /**
             * Format: double
             * @description Energy from the grid.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: int64
             * @description Mean import over the largest, of quarter hours, in hundredths of a percent (IEC 60050-691-10-02); null where nothing was imported.
             * @example 2512
             */
            load_factor_bp: number | null;
            /**
             * Format: double
             * @description Energy consumed on site.
             * @example 13900
             */
            load_wh: number | null;
            /** @description Largest quarter-hour mean of import at all grid connections together; null where nothing was imported. */
            peak: components["schemas"]["Peak"] | null;
            /**
             * Format: double
             * @description PV energy.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: int64
             * @description Share of PV energy used on site, in hundredths of a percent.
             * @example 5333
             */
            self_consumption_bp: number | null;
            /**
             * Format: int64
             * @description Share of consumption that was not imported, in hundredths of a percent.
             * @example 6978
             */
            self_sufficiency_bp: number | null;
            /**
             * Format: int64
             * @description PV energy over the rated power of all PV, in Wh/kW (the final yield of IEC 61724-1 where the rated power is that of the modules).
             * @example 4200
             */
            specific_yield_wh_per_kw: number | null;
            /**
             * Format: date-time
             * @description End, not included; now where it is not over.
             * @example 2026-06-01T22:00:00Z
             */
            to: string;
        };
        KPIs: {
            /**
             * Format: double
             * @description Capacity of all batteries together, as it is now; null where there is none or that of one is not known.
             * @example 10000
             */
            capacity_wh: number | null;
            /**
             * @example DAY
             * @enum {string}
             */
            interval: "DAY" | "MONTH";
            /** @description By time; only intervals that have begun. */
            items: components["schemas"]["KPI"][];
            /**
             * Format: int64
             * @description A figure of which a channel covers less of the time is null, in hundredths of a percent.
             * @example 9000
             */
            least_coverage_bp: number;
            /**
             * Format: int64
             * @description Rated power of all PV together, as it is now; null where there is none or that of one is not known.
             * @example 10000
             */
            rated_pv_watts: number | null;
            subject: components["schemas"]["Subject"];
            /**
             * @description The zone whose days these are.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        LaidConstraint: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            from: string;
            /**
             * Format: int64
             * @description Most reactive power of the connection in var, in either direction.
             * @example 20000
             */
            max_vars?: number;
            /**
             * Format: int64
             * @description Most that the site's set-points together change, in W a second.
             * @example 1000
             */
            max_watts_per_s?: number;
            /**
             * @description Key of the meter it holds at, where the site has several connections.
             * @example meter0
             */
            meter?: string;
            /**
             * @description grid_constraint/ and its id.
             * @example grid_constraint/0197c3a0-0000-7000-8000-000000000001
             */
            ref: string;
            /**
             * Format: date-time
             * @description Without it, it has no end.
             * @example 2026-06-01T18:00:00Z
             */
            to?: string;
        };
        LatestStatus: {
            /** @example LOAD_BALANCING */
            capability_type: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            control_point_id: string;
            /**
             * Format: int64
             * @description Its age when it was read.
             * @example 12
             */
            freshness_seconds: number;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:01Z
             */
            last_ingested_at: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            last_observed_at: string;
            /**
             * @description Free text.
             * @example ON
             */
            latest_operational_status: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @example EXTERNAL
             * @enum {string}
             */
            reported_by: "LOCAL" | "EXTERNAL";
            /**
             * @description Null without any.
             * @example {
             *       "raw": true
             *     }
             */
            status_detail: unknown;
        };
        LeafExecution: {
            /**
             * Format: int64
             * @description What it was given.
             * @example 7000
             */
            asked_watts: number;
            /**
             * Format: date-time
             * @description Since when that is known.
             * @example 2026-06-01T12:00:03Z
             */
            confirmed_at: string | null;
            /**
             * Format: int64
             * @description What it is known to keep to; null while that is not asked_watts.
             * @example 7000
             */
            confirmed_watts: number | null;
            /**
             * Format: date-time
             * @description When a later cycle gave it something else; null while this holds.
             * @example 2026-06-01T12:05:00Z
             */
            ended_at: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: date-time
             * @description When it was told that, by this cycle or before.
             * @example 2026-06-01T12:00:01Z
             */
            ordered_at: string | null;
            /**
             * Format: int64
             * @description What it was told last; null where no order to it holds.
             * @example 7000
             */
            ordered_watts: number | null;
            /** @description The parameters of that. */
            params: {
                [key: string]: unknown;
            };
            /**
             * @description Why it does not have what it was given; empty where it does, or may yet.
             * @example ORDER_EDGE_SILENT
             */
            reason_code: string;
            /**
             * Format: uuid
             * @description The first cycle that gave it so much; the one that is asked for, or one before.
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            since_cycle: string;
            /**
             * @description That in German.
             * @example nichts kann angeordnet werden: das Edge des Standorts antwortet nicht
             */
            text_de: string;
            /**
             * @description That in English.
             * @example nothing can be ordered: the edge of the site does not answer
             */
            text_en: string;
        };
        LeafRequest: {
            /**
             * Format: date-time
             * @example 2026-06-01T17:00:00Z
             */
            arrived_at?: string;
            /**
             * Format: date-time
             * @example 2026-06-02T05:00:00Z
             */
            departs_at?: string;
            /**
             * Format: int64
             * @example 30000
             */
            energy_needed_wh?: number;
            /**
             * Format: int64
             * @description Largest magnitude; without it, its rating.
             * @example 22000
             */
            max_watts?: number;
            /**
             * Format: int64
             * @description Least magnitude it can run at; without it, 6 A on each phase.
             * @example 4140
             */
            min_watts?: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: int64
             * @description Positive to consume, negative offers to discharge.
             * @example 11000
             */
            requested_watts: number;
            /**
             * Format: int64
             * @description Served in ascending order; 1 where absent.
             * @example 1
             */
            tier?: number;
            /**
             * Format: int64
             * @description Share within its tier.
             * @default 1
             * @example 1
             */
            weight: number;
        };
        LeafRequests: {
            /** @description A leaf that is not named asks for nothing. */
            requests: components["schemas"]["LeafRequest"][];
        };
        LegacyEvent: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * @example load_balancer.rebalance_requested
             * @enum {string}
             */
            event: "load_balancer.rebalance_requested" | "ScheduledEventRebalancePeriodic";
            /**
             * @description The sender's own name of it; makes one that comes again one and the same.
             * @example evt-4711
             */
            event_id: string;
            /**
             * Format: date-time
             * @description When a ScheduledEventRebalancePeriodic was due.
             * @example 2026-06-01T12:00:00Z
             */
            scheduled_at?: string;
        };
        LegacyEventResult: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            /**
             * Format: uuid
             * @description The cycle that was run; null where none was.
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            cycle_id: string | null;
            /**
             * Format: uuid
             * @description The node that stands for the circuit; null where none does.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * @description Of the cycle.
             * @example APPLIED
             * @enum {string|null}
             */
            outcome: "APPLIED" | "CURTAILED" | "REJECTED" | null;
            /**
             * @description Why no cycle was run.
             * @example CIRCUIT_ALIAS_NOT_RESOLVABLE
             */
            reason_code: string | null;
        };
        LifecycleView: {
            /**
             * @description Who brought it about.
             * @example service
             */
            actor: string;
            /**
             * @description What brought it about.
             * @example BOUNDARY
             * @enum {string}
             */
            cause: "RECEIPT" | "BOUNDARY" | "TAKEOVER" | "WITHDRAWAL";
            /**
             * Format: date-time
             * @description The instant it became so: of a boundary, the boundary's own.
             * @example 2026-06-01T12:00:00Z
             */
            evaluated_at: string;
            /**
             * Format: date-time
             * @description When that was noted.
             * @example 2026-06-01T12:00:00.4Z
             */
            recorded_at: string;
            /** @example ACTIVE */
            status: string;
        };
        LimitBlock: {
            /**
             * @description What kind of limit, a code of the catalogue.
             * @example CONNECTION_LIMIT
             */
            code: string;
            /**
             * @description What is bounded: net power, also without it; what is consumed behind the connection, by max_watts; or what is generated, by min_watts, which is its negative.
             * @example NET_CAP
             * @enum {string}
             */
            constraint?: "CONSUMPTION_CAP" | "GENERATION_CAP" | "NET_CAP";
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            from: string;
            /**
             * Format: int64
             * @description Upper bound in W; import is positive.
             * @example 40000
             */
            max_watts?: number;
            /**
             * @description Key of the meter it holds at, where the site has several connections.
             * @example meter0
             */
            meter?: string;
            /**
             * Format: int64
             * @description Lower bound in W; export is negative.
             * @example -10000
             */
            min_watts?: number;
            /**
             * @description Whose limit it is. Those that begin with node_limit/, envelope/, circuit/, grid_constraint/, connection/ or policy/ are derived by the backend, and left to it.
             * @example contract 4711
             */
            ref: string;
            /**
             * Format: date-time
             * @description Without it, it has no end.
             * @example 2026-06-01T18:00:00Z
             */
            to?: string;
        };
        LimitNowView: {
            /**
             * @example CONSUMPTION_CAP
             * @enum {string}
             */
            constraint_type: "CONSUMPTION_CAP" | "GENERATION_CAP" | "NET_CAP";
            /**
             * Format: int64
             * @description How far the demand of its kind lies below limit_watts, negative above it; null where it is unknown.
             * @example 29200
             */
            headroom_watts: number | null;
            /**
             * Format: int64
             * @description Bound from below, of a NET_CAP only.
             * @example -40000
             */
            least_watts: number | null;
            /**
             * Format: int64
             * @description Bound from above; null without one.
             * @example 40000
             */
            limit_watts: number | null;
            /**
             * @description What had to stand in for a forecast.
             * @example [
             *       "FORECAST_GAP_POLICY_USED"
             *     ]
             */
            reason_codes: string[];
            /**
             * @description The node limit, envelope or circuit; of the policy policy/fail_safe_watts, empty for what it caps the whole microgrid at.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            set_by: string;
            /**
             * @example NODE_LIMIT
             * @enum {string}
             */
            set_by_kind: "NODE_LIMIT" | "ENVELOPE" | "CIRCUIT" | "POLICY";
        };
        LimitReport: {
            /**
             * @description What kind of limit.
             * @example CONNECTION_LIMIT
             */
            code: string;
            /**
             * @description What is bounded: net power, also without it; what is consumed behind the connection; or what is generated.
             * @example NET_CAP
             * @enum {string}
             */
            constraint?: "CONSUMPTION_CAP" | "GENERATION_CAP" | "NET_CAP";
            /**
             * @description Whether it holds because nothing newer is known from above.
             * @example false
             */
            fail_safe: boolean;
            /**
             * Format: int64
             * @description Most reactive power of the connection in var, in either direction.
             * @example 20000
             */
            max_vars?: number;
            /**
             * Format: int64
             * @description Upper bound in W; import is positive.
             * @example 40000
             */
            max_watts?: number;
            /**
             * Format: int64
             * @description Most that the site's set-points together change, in W a second.
             * @example 1000
             */
            max_watts_per_s?: number;
            /**
             * @description The grid meter at which it holds; absent where it holds at every connection.
             * @example meter0
             */
            meter?: string;
            /**
             * Format: int64
             * @description Lower bound in W; export is negative.
             * @example -10000
             */
            min_watts?: number;
            /**
             * @description Whose limit it is.
             * @example contract 4711
             */
            ref: string;
            /**
             * Format: date-time
             * @description When it ends; absent where it has no end.
             * @example 2026-06-01T18:00:00Z
             */
            until?: string;
        };
        Limits: {
            blocks: components["schemas"]["LimitBlock"][];
            /** @description What holds behind known_until. */
            fail_safe?: components["schemas"]["LimitBlock"];
            /** @description What the operator of the grid lays upon the connections beside bounds of active power, from the grid constraints of the registry. */
            readonly grid_constraints?: components["schemas"]["LaidConstraint"][] | null;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            readonly issued_at?: string;
            /**
             * Format: date-time
             * @description Up to here the blocks say all there is.
             * @example 2026-06-02T12:00:00Z
             */
            known_until: string;
            /**
             * Format: int64
             * @description The version that was read; 0 where there are none yet.
             * @example 3
             */
            version: number;
        };
        LinkHolder: {
            /** @example Ada Example */
            display_name: string;
            /** @example ada@example.org */
            email: string;
            /**
             * Format: date-time
             * @example 2026-06-04T12:00:00Z
             */
            expires_at: string;
            /** @example en */
            language: string;
            /**
             * Format: int64
             * @description The least characters of a password.
             * @example 12
             */
            min_password: number;
            /**
             * @description Name of the tenant.
             * @example Demo
             */
            tenant: string;
        };
        LinkToken: {
            /** @example bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM */
            token: string;
        };
        LoadProfile: {
            /** @description The load duration curve over all kinds of days. */
            duration: components["schemas"]["DurationCurve"];
            /**
             * Format: date-time
             * @example 2025-12-31T23:00:00Z
             */
            from: string;
            /** @description Kinds of days that there are, by season, then from working day to Sunday. */
            groups: components["schemas"]["ProfileGroup"][];
            /**
             * @example 15m
             * @enum {string}
             */
            period: "15m" | "1h" | "1d";
            /**
             * @description A flow of the site's balance, whose power is a magnitude, or a channel in its own sign.
             * @example LOAD
             */
            series_ref: string;
            /** @example Europe/Berlin */
            time_zone: string;
            /**
             * Format: date-time
             * @description End, not included; now where the last day is not over.
             * @example 2026-03-31T22:00:00Z
             */
            to: string;
            /** @example W */
            unit: string;
        };
        LoggedOut: {
            /**
             * @description Where a browser that came by the identity provider logs out there too; empty for nowhere.
             * @example
             */
            provider_address: string;
        };
        Login: {
            /**
             * @description The person's e-mail address.
             * @example owner@example.com
             */
            email: string;
            /**
             * @description The person's password.
             * @example correct horse battery staple
             */
            password: string;
        };
        LoginSession: {
            /**
             * @description The program, as it calls itself.
             * @example Mozilla/5.0
             */
            agent: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /**
             * @description Whether this request came with it.
             * @example true
             */
            current: boolean;
            /**
             * Format: date-time
             * @example 2026-06-08T12:00:00Z
             */
            expires_at: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000013
             */
            id: string;
            /**
             * Format: date-time
             * @description A few minutes old at most.
             * @example 2026-06-01T12:00:00Z
             */
            last_seen_at: string;
            /**
             * @description The address it came from; empty where it is not known.
             * @example 192.0.2.7
             */
            remote: string;
        };
        LoginSessionList: {
            /** @description The newest login first. */
            items: components["schemas"]["LoginSession"][];
        };
        MadeTenant: {
            /**
             * Format: date-time
             * @example 2026-06-04T12:00:00Z
             */
            expires_at: string;
            tenant: components["schemas"]["TenantRecord"];
            /**
             * @description Of the first owner's link: shown once; POST /api/links/accept takes it with a password.
             * @example bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM
             */
            token: string;
        };
        MarketPrice: {
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /** @example DE-LU */
            market_region: string;
            /**
             * Format: date-time
             * @description Since when it is believed.
             * @example 2026-05-31T10:57:00Z
             */
            published_at: string;
            /**
             * Format: date-time
             * @description When it was stored here.
             * @example 2026-05-31T11:00:03Z
             */
            retrieved_at: string;
            /**
             * @example 15m
             * @enum {string}
             */
            slot: "5m" | "15m" | "30m" | "1h";
            /** @example SMARD day-ahead */
            source: string;
            /**
             * Format: date-time
             * @description Start of the slot.
             * @example 2026-06-01T10:00:00Z
             */
            ts: string;
            /**
             * @description Decimal, per kWh, exact.
             * @example -0.0125
             */
            value: string;
        };
        MarketPricePage: {
            /** @description By region, source, slot length and time, each slot once. */
            items: components["schemas"]["MarketPrice"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        Me: {
            /**
             * @description What these roles grant, in the order of names.
             * @example [
             *       "READ"
             *     ]
             */
            permissions: string[];
            /**
             * @description Roles in the tenant.
             * @example [
             *       "owner"
             *     ]
             */
            roles: string[];
            /** @description The tenant everything the person sees belongs to. */
            tenant: components["schemas"]["Tenant"];
            /** @description The person. */
            user: components["schemas"]["User"];
        };
        Member: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /** @example Ada Example */
            display_name: string;
            /** @example ada@example.org */
            email: string;
            /**
             * Format: uuid
             * @example 5b7a9c0e-52a1-4a2e-8a55-2f3a2f2b9c11
             */
            id: string;
            /**
             * @example en
             * @enum {string}
             */
            language: "en" | "de";
            /**
             * Format: date-time
             * @description The last request in a session that is kept; null without one.
             * @example 2026-06-01T12:00:00Z
             */
            last_seen_at: string | null;
            /**
             * Format: date-time
             * @description When the link that was handed on for the person ends; null where none is open.
             * @example 2026-06-04T12:00:00Z
             */
            link_expires_at: string | null;
            /**
             * @description Whether the person has set one.
             * @example true
             */
            password: boolean;
            /**
             * @description Whether a login at the identity provider is linked.
             * @example false
             */
            provider: boolean;
            /** @description Which roles the person holds, and where. */
            roles: components["schemas"]["RoleBinding"][];
            /**
             * @description INVITED has set no password yet; DISABLED cannot log in.
             * @example ACTIVE
             * @enum {string}
             */
            status: "INVITED" | "ACTIVE" | "DISABLED";
            /**
             * Format: int64
             * @description Counts the changes of the person and the roles.
             * @example 3
             */
            version: number;
        };
        MemberChange: {
            /** @example Ada Example */
            display_name?: string;
            /**
             * @description Takes the link to the login at the identity provider away and ends every session; a new link of the person links it again.
             * @example false
             */
            drop_provider?: boolean;
            /**
             * @example de
             * @enum {string}
             */
            language?: "en" | "de";
            /**
             * @example DISABLED
             * @enum {string}
             */
            status?: "ACTIVE" | "DISABLED";
            /**
             * Format: int64
             * @description The version that was read.
             * @example 3
             */
            version: number;
        };
        MemberList: {
            /** @description By name. */
            items: components["schemas"]["Member"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        MicrogridNode: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000033
             */
            attached_asset_id?: string | null;
            /**
             * @description Kind of what it stands for; null for a virtual node.
             * @example CIRCUIT
             * @enum {string|null}
             */
            attached_asset_type?: "CIRCUIT" | "CHARGE_POINT" | "CONNECTOR" | "POWER_SOURCE" | null;
            /**
             * Format: int64
             * @example 1
             */
            display_order?: number;
            /**
             * Format: uuid
             * @description The microgrid of the path, where it is given.
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id?: string;
            /** @example Feeder west */
            name?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * @example CIRCUIT
             * @enum {string}
             */
            node_type?: "GRID_CONNECTION" | "CIRCUIT" | "CHARGE_POINT" | "CONNECTOR" | "POWER_SOURCE" | "VIRTUAL";
            /**
             * Format: uuid
             * @description The node above; null on the first level.
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            parent_node_id?: string | null;
            /**
             * @default ACTIVE
             * @example ACTIVE
             * @enum {string}
             */
            status: "ACTIVE" | "MAINTENANCE" | "UNAVAILABLE";
        };
        MicrogridNow: {
            /**
             * Format: int64
             * @description Up to which age a reading counts.
             * @example 60
             */
            freshness_seconds: number;
            /** @description What would have to be known. */
            missing_inputs: components["schemas"]["MissingView"][];
            /** @description By node_id. */
            nodes: components["schemas"]["NodeNowView"][];
            /** @description Why a cycle would be REJECTED now; empty where it would run. */
            reason_codes: string[];
            /** @description The microgrid itself; its limits are the policy's aggregate_limits. */
            whole: components["schemas"]["NodeNowView"];
        };
        MicrogridRoot: {
            /**
             * Format: uuid
             * @description The site.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            depot_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: int64
             * @description Rises with every accepted change of the tree.
             * @example 3
             */
            version: number;
        };
        MicrogridStatus: {
            /** @description Those that last. */
            breaches: components["schemas"]["BreachView"][];
            /** @description With their latest status. */
            control_points: components["schemas"]["ControlPointView"][];
            /** @description Null before the first. */
            latest_cycle: components["schemas"]["CycleView"] | null;
            /** @description ACTIVE ones, by id. */
            operating_envelopes: components["schemas"]["EnvelopeWithBlocks"][];
        };
        MissingInput: {
            /**
             * @description What is missing of it.
             * @example telemetry
             */
            input: string;
            /**
             * @description The node.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
        };
        MissingView: {
            /** @example telemetry|fallback_demand_watts|rated_watts */
            input: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
        };
        ModelColumn: {
            /**
             * @description The comment of the column.
             * @example IANA name of its zone.
             */
            about: string;
            /** @description Whether it is part of the primary key. */
            key: boolean;
            /** @example time_zone */
            name: string;
            nullable: boolean;
            /** @description Whether its values are hidden. */
            secret: boolean;
            /**
             * @description Its type in PostgreSQL.
             * @example text
             */
            type: string;
        };
        ModelReference: {
            columns: string[];
            /** @example sites */
            table: string;
        };
        ModelRows: {
            columns: string[];
            /** @description Whether there are more rows. */
            more: boolean;
            /** @description Each an object by column; hidden values are (hidden). */
            rows: {
                [key: string]: unknown;
            }[];
        };
        ModelTable: {
            /**
             * @description The comment of the table.
             * @example Places with their own time zone and grid connection.
             */
            about: string;
            /**
             * Format: int64
             * @description What these rows take, from the average of a row; null where nobody knows.
             * @example 4096
             */
            bytes: number | null;
            columns: components["schemas"]["ModelColumn"][];
            /**
             * @description The part of the model it belongs to.
             * @example REGISTRY
             * @enum {string}
             */
            domain: "IDENTITY" | "REGISTRY" | "OPERATIONS" | "CONTROL" | "MARKET" | "RECORD";
            /**
             * @description What document 000 calls it; empty where it has no name for it.
             * @example Site
             */
            entity: string;
            /** @description Whether there are more rows than were counted. */
            more: boolean;
            /** @example sites */
            name: string;
            /**
             * Format: date-time
             * @description The newest quarter hour, hour or day of a rollup, or the newest entry of a log; null for other tables.
             * @example 2026-06-01T12:00:00Z
             */
            newest: string | null;
            /** @description Foreign keys. */
            references: components["schemas"]["ModelReference"][];
            /**
             * Format: int64
             * @description Rows of the caller's scope; null where the caller may not count them.
             * @example 12
             */
            rows: number | null;
            /**
             * @description The tier it is kept in.
             * @example RELATIONAL
             * @enum {string}
             */
            tier: "RELATIONAL" | "TIME_SERIES" | "EVENTS";
            /** @description Whether it is a view, which keeps no rows of its own: what it refers to is what it is made of. */
            view: boolean;
        };
        ModelTier: {
            /**
             * Format: int64
             * @description What these rows take; null where one of its tables is not known.
             * @example 12000000
             */
            bytes: number | null;
            /** @description Whether there are more rows than were counted. */
            more: boolean;
            /**
             * Format: date-time
             * @description The newest rollup, or the newest entry: how far the tier has come; null without one.
             * @example 2026-06-01T12:00:00Z
             */
            newest: string | null;
            /**
             * Format: int64
             * @description Rows of the caller's scope.
             * @example 120000
             */
            rows: number;
            /**
             * Format: int64
             * @example 8
             */
            tables: number;
            /**
             * @example TIME_SERIES
             * @enum {string}
             */
            tier: "RELATIONAL" | "TIME_SERIES" | "EVENTS";
        };
        NetPower: {
            /**
             * Format: int64
             * @description Length of an interval.
             * @example 900
             */
            bucket_seconds: number;
            buckets: components["schemas"]["NetPowerBucket"][];
            /**
             * @description NO_GRID_METER where the site has none; then every value is null.
             * @example NO_GRID_METER
             */
            reason_code?: string;
            /** @example W */
            unit: string;
        };
        NetPowerBucket: {
            /**
             * Format: double
             * @description Seconds covered by the meter that covers least.
             * @example 900
             */
            covered_seconds: number;
            /**
             * Format: date-time
             * @description Start of the interval, aligned in UTC.
             * @example 2026-06-01T12:00:00Z
             */
            from: string;
            /**
             * Format: double
             * @description Sum over the grid meters of their time-weighted means; import positive; null where one of them covers less than half.
             * @example -2100
             */
            grid_watts: number | null;
            /** @example GOOD */
            quality: string;
        };
        NewAPIKey: {
            key: components["schemas"]["APIKey"];
            /**
             * @description The key itself: shown once and kept nowhere.
             * @example ohm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V
             */
            text: string;
        };
        NewControlPolicy: {
            /**
             * Format: uuid
             * @description Of ASSET.
             */
            asset_id?: string;
            /**
             * @description Where what its plans have to keep to is written.
             * @example https://example.org/constraints/7
             */
            constraints_ref?: string;
            /**
             * @description Whether its plans are carried out: without, nothing is sent.
             * @example true
             */
            enabled: boolean;
            /** @example Cheap nights */
            name: string;
            /**
             * @description What its plans are made for.
             * @example COST_MIN
             * @enum {string}
             */
            objective: "COST_MIN" | "CO2_MIN" | "RESILIENCE_MAX";
            /**
             * Format: uuid
             * @description Of PORTFOLIO: a place at or above sites.
             */
            org_node_id?: string;
            /**
             * @description PORTFOLIO is all sites below a place.
             * @example SITE
             * @enum {string}
             */
            scope: "SITE" | "ASSET" | "PORTFOLIO";
            /**
             * Format: uuid
             * @description Of SITE.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id?: string;
        };
        NewDispatchPlan: {
            /** @description No two of one asset at once. */
            commands: components["schemas"]["PlannedCommand"][];
            /**
             * Format: date-time
             * @description The first instant that it plans.
             * @example 2026-06-02T00:00:00Z
             */
            horizon_from: string;
            /**
             * Format: date-time
             * @description The first instant that it plans no more; at most 31 days later.
             * @example 2026-06-03T00:00:00Z
             */
            horizon_to: string;
            /**
             * @description SHA-256 of what it was made from, in hex, as its maker says.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            input_hash?: string;
            /**
             * @description What made it, in which version: a program, or people.
             * @example day-ahead 2.4
             */
            optimizer_version: string;
        };
        NewOrgNode: {
            /**
             * @description By which files refer to it.
             * @example hall3
             */
            key?: string;
            /**
             * @example BUILDING
             * @enum {string}
             */
            kind: "ENTERPRISE" | "BUILDING" | "FLOOR" | "SPACE" | "EQUIPMENT";
            /** @example Hall 3 */
            name: string;
            /**
             * Format: uuid
             * @description The place directly above; without it, the top.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id?: string;
        };
        NewPassword: {
            /**
             * @description The person's name; without it the one of the invitation stays.
             * @example Ada Example
             */
            display_name?: string;
            /**
             * @description At least 12 characters.
             * @example (hidden)
             */
            password: string;
            /** @example bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM */
            token: string;
        };
        NewTariff: {
            /**
             * Format: uuid
             * @description The contract it was agreed in; null for none.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string | null;
            /** @description Its first version. */
            first: components["schemas"]["TariffVersionFields"];
            /**
             * @description The market region it is of, as price series name it; empty for none.
             * @example DE-LU
             */
            market_region?: string;
            /**
             * @description Unique at the site.
             * @example Household day and night
             */
            name: string;
        };
        NewTenant: {
            /**
             * @default EU
             * @example EU
             * @enum {string}
             */
            compliance_region: "EU";
            /** @example Plant north */
            name: string;
            /**
             * @description Where the first owner is reached.
             * @example ada@example.org
             */
            owner_email: string;
            /**
             * @example en
             * @enum {string}
             */
            owner_language?: "en" | "de";
            /** @example Ada Example */
            owner_name: string;
            /**
             * @description Stands in the tenant's log.
             * @example contract 7
             */
            why: string;
        };
        NodeAllocation: {
            /**
             * Format: int64
             * @example 11000
             */
            allocated_watts: number;
            /** @description What a leaf was cut by. */
            bound_by: components["schemas"]["BindingView"][];
            /**
             * Format: int64
             * @description Net demand, positive away from the grid.
             * @example 10800
             */
            demand_watts: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: int64
             * @example 22000
             */
            requested_watts: number;
            /**
             * @description MEASURED or FALLBACK_DERIVED.
             * @example MEASURED
             */
            source_mode: string;
        };
        NodeLimitList: {
            /** @description By id. */
            node_limits: components["schemas"]["NodeLimitView"][];
        };
        NodeLimitRequest: {
            /**
             * @example CONSUMPTION_CAP
             * @enum {string}
             */
            constraint_type: "CONSUMPTION_CAP" | "GENERATION_CAP" | "NET_CAP";
            /**
             * Format: int64
             * @description A magnitude; 0 is a cap of nothing.
             * @example 40000
             */
            limit_watts: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: uuid
             * @description The limit to update; without it, a new one.
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            node_limit_id?: string;
            /**
             * @example MANUAL
             * @enum {string}
             */
            source_type: "PHYSICAL_DERIVED" | "MANUAL" | "FAIL_SAFE" | "STATIC_POLICY";
            /**
             * @description INACTIVE retires it.
             * @default ACTIVE
             * @example ACTIVE
             * @enum {string}
             */
            status: "ACTIVE" | "INACTIVE";
        };
        NodeLimitView: {
            /**
             * @example CONSUMPTION_CAP
             * @enum {string}
             */
            constraint_type: "CONSUMPTION_CAP" | "GENERATION_CAP" | "NET_CAP";
            /**
             * Format: int64
             * @description A magnitude; 0 is a cap of nothing.
             * @example 40000
             */
            limit_watts: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000034
             */
            node_limit_id: string;
            /**
             * @example MANUAL
             * @enum {string}
             */
            source_type: "PHYSICAL_DERIVED" | "MANUAL" | "FAIL_SAFE" | "STATIC_POLICY";
            /**
             * @example ACTIVE
             * @enum {string}
             */
            status: "ACTIVE" | "INACTIVE";
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            updated_at: string;
        };
        NodeNowView: {
            /**
             * Format: int64
             * @description Net demand, positive away from the grid, an upper bound where it was not measured; null where nobody can know it.
             * @example 10800
             */
            demand_watts: number | null;
            /** @description What is in force, the tightest of each type. */
            limits: components["schemas"]["LimitNowView"][];
            /**
             * Format: uuid
             * @description Null for the microgrid.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: date-time
             * @description When its meter was last read, fresh or not; null without any reading of the last day.
             * @example 2026-06-01T11:59:58Z
             */
            observed_at: string | null;
            /**
             * @description MEASURED or FALLBACK_DERIVED; empty where the demand is unknown.
             * @example MEASURED
             */
            source_mode: string;
        };
        NotificationChannel: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            changed_at: string;
            /**
             * @description Whether it is told of alarms that clear, too.
             * @example true
             */
            cleared: boolean;
            /** @example true */
            enabled: boolean;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            /**
             * @example WEBHOOK
             * @enum {string}
             */
            kind: "MAIL" | "WEBHOOK";
            /**
             * @description Of mails.
             * @default en
             * @example en
             * @enum {string}
             */
            language: "en" | "de";
            /**
             * @description Used once in a tenant.
             * @example On call
             */
            name: string;
            /** @description What one of them takes is sent, once. */
            routes: components["schemas"]["NotificationRoute"][];
            /**
             * @description Of WEBHOOK, in the answer that made it and in no other: signs what is sent.
             * @example
             */
            secret: string;
            /**
             * Format: uuid
             * @description Alarms of this site alone; null for all of the tenant.
             */
            site_id: string | null;
            /**
             * @description Empty for one of all sites.
             * @example
             */
            site_name: string;
            /** @description Addresses, of MAIL. */
            to: string[];
            /**
             * @description Of WEBHOOK: https and a public address.
             * @example https://hooks.example.org/ohmstead
             */
            url: string;
            /**
             * Format: int64
             * @description Counts the changes; a change names the version it has read.
             * @example 1
             */
            version: number;
        };
        NotificationChannelChange: {
            /**
             * @description Whether it is told of alarms that clear, too.
             * @example true
             */
            cleared: boolean;
            /** @example true */
            enabled: boolean;
            /**
             * @example WEBHOOK
             * @enum {string}
             */
            kind: "MAIL" | "WEBHOOK";
            /**
             * @description Of mails.
             * @default en
             * @example en
             * @enum {string}
             */
            language: "en" | "de";
            /**
             * @description Used once in a tenant.
             * @example On call
             */
            name: string;
            /** @description What one of them takes is sent, once. */
            routes: components["schemas"]["NotificationRoute"][];
            /**
             * Format: uuid
             * @description Alarms of this site alone; null for all of the tenant.
             */
            site_id: string | null;
            /** @description Addresses, of MAIL. */
            to: string[];
            /**
             * @description Of WEBHOOK: https and a public address.
             * @example https://hooks.example.org/ohmstead
             */
            url: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        NotificationChannelDraft: {
            /**
             * @description Whether it is told of alarms that clear, too.
             * @example true
             */
            cleared: boolean;
            /** @example true */
            enabled: boolean;
            /**
             * @example WEBHOOK
             * @enum {string}
             */
            kind: "MAIL" | "WEBHOOK";
            /**
             * @description Of mails.
             * @default en
             * @example en
             * @enum {string}
             */
            language: "en" | "de";
            /**
             * @description Used once in a tenant.
             * @example On call
             */
            name: string;
            /** @description What one of them takes is sent, once. */
            routes: components["schemas"]["NotificationRoute"][];
            /**
             * Format: uuid
             * @description Alarms of this site alone; null for all of the tenant.
             */
            site_id: string | null;
            /** @description Addresses, of MAIL. */
            to: string[];
            /**
             * @description Of WEBHOOK: https and a public address.
             * @example https://hooks.example.org/ohmstead
             */
            url: string;
        };
        NotificationChannelList: {
            /** @description By name. */
            items: components["schemas"]["NotificationChannel"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        NotificationDelivery: {
            /**
             * Format: int64
             * @example 1
             */
            attempts: number;
            /** Format: uuid */
            channel_id: string;
            /** @example On call */
            channel_name: string;
            /**
             * Format: int64
             * @description Changes it is about, of which items are the first.
             * @example 1
             */
            count: number;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description While PENDING, when it is tried next.
             * @example 2026-06-01T12:00:00Z
             */
            due_at: string;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            items: components["schemas"]["NotificationItem"][];
            /**
             * @description The parameters of reason_code; fault is what the other side or the system said.
             * @example {
             *       "status": 503
             *     }
             */
            params: {
                [key: string]: unknown;
            };
            /**
             * @description Why the last attempt failed; null where it did not.
             * @example WEBHOOK_REFUSED
             */
            reason_code: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:01Z
             */
            sent_at: string | null;
            /**
             * @description DEAD: given up.
             * @example SENT
             * @enum {string}
             */
            state: "PENDING" | "SENT" | "DEAD";
        };
        NotificationDeliveryPage: {
            /** @description Newest first. */
            items: components["schemas"]["NotificationDelivery"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        NotificationItem: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /**
             * @example RAISED
             * @enum {string}
             */
            change: "RAISED" | "RETURNED" | "CLEARED" | "TEST";
            /** Format: uuid */
            event: string;
            /**
             * @example WARNING
             * @enum {string}
             */
            severity: "INFO" | "WARNING" | "SEVERE";
            /** @example House north */
            site_name: string;
            /** @example sdm0 hat seit 12 s nichts Aktuelles gesendet */
            text_de: string;
            /** @example sdm0 has sent nothing fresh for 12 s */
            text_en: string;
        };
        NotificationRoute: {
            /**
             * @description The lowest severity it takes.
             * @example WARNING
             * @enum {string}
             */
            least: "INFO" | "WARNING" | "SEVERE";
            /**
             * Format: uuid
             * @description Alarms of this rule alone; null for any.
             */
            rule_id: string | null;
            /**
             * Format: uuid
             * @description Alarms of this site alone; null for any.
             */
            site_id: string | null;
        };
        OfflineFile: {
            /**
             * @description Comma-separated values: time, value and, where there is one, quality; the names in the first line.
             * @example time,value
             *     2026-01-01T00:00:00+01:00,1200.5
             */
            content: string;
            /**
             * @description Says what would become of it, and stores nothing.
             * @example true
             */
            dry_run: boolean;
            /**
             * @description Of the file, or typed.
             * @example 2025.csv
             */
            name: string;
            /**
             * @description The zone of times without an offset; without it there may be none.
             * @example Europe/Berlin
             */
            time_zone?: string;
        };
        OfflineMeter: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * @description The channel its readings lead to.
             * @example offline1.ActivePower
             */
            channel: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * Format: date-time
             * @description The newest of them; null without any.
             * @example 2026-06-01T06:00:00Z
             */
            last_at: string | null;
            /**
             * @description Unique at the site.
             * @example Utility meter of the hall
             */
            name: string;
            /**
             * @description The length of an INTERVAL, in the site's local time; none of a COUNTER.
             * @example 1mo
             * @enum {string}
             */
            period?: "15m" | "1h" | "1d" | "1mo";
            /**
             * @description Whether what it counts flows towards the grid: export or production.
             * @example false
             */
            produced?: boolean;
            /**
             * @description COUNTER: a reading is what has flowed until then; INTERVAL: what flows in the period that begins then.
             * @example COUNTER
             * @enum {string}
             */
            reading_kind: "COUNTER" | "INTERVAL";
            /**
             * Format: int64
             * @description Instants that are known.
             * @example 12
             */
            readings: number;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @description The unit it is read in.
             * @example kWh
             * @enum {string}
             */
            unit: "Wh" | "kWh" | "MWh";
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 1
             */
            version: number;
        };
        OfflineMeterFields: {
            /**
             * @description Unique at the site.
             * @example Utility meter of the hall
             */
            name: string;
            /**
             * @description The length of an INTERVAL, in the site's local time; none of a COUNTER.
             * @example 1mo
             * @enum {string}
             */
            period?: "15m" | "1h" | "1d" | "1mo";
            /**
             * @description Whether what it counts flows towards the grid: export or production.
             * @example false
             */
            produced?: boolean;
            /**
             * @description COUNTER: a reading is what has flowed until then; INTERVAL: what flows in the period that begins then.
             * @example COUNTER
             * @enum {string}
             */
            reading_kind: "COUNTER" | "INTERVAL";
            /**
             * @description The unit it is read in.
             * @example kWh
             * @enum {string}
             */
            unit: "Wh" | "kWh" | "MWh";
        };
        OfflineMeterList: {
            /** @description By name. */
            items: components["schemas"]["OfflineMeter"][];
        };
        OfflineMeterRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /** @example Utility meter of the hall */
            name: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        OfflineProblem: {
            /**
             * @description Empty where it is the whole line.
             * @example time
             */
            field: string;
            /** @example 2025.csv */
            file: string;
            /**
             * Format: int64
             * @description From 1.
             * @example 2
             */
            line: number;
            /** @description With the value and what would be right. */
            params: {
                [key: string]: unknown;
            };
            /** @example AMBIGUOUS_TIME */
            reason_code: string;
            /** @example time ist soon, erwartet wird a time such as 2026-01-31T10:00:00+01:00 */
            text_de: string;
            /** @example time is soon, want a time such as 2026-01-31T10:00:00+01:00 */
            text_en: string;
        };
        OfflineReading: {
            /**
             * Format: date-time
             * @description When a counter stood there, or the start of an interval.
             * @example 2026-06-01T06:00:00Z
             */
            at: string;
            /**
             * Format: date-time
             * @example 2026-06-02T08:00:00Z
             */
            noted_at: string;
            /** @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10 */
            noted_by: string;
            /**
             * @example GOOD
             * @enum {string}
             */
            quality: "GOOD" | "UNCERTAIN" | "SUBSTITUTED";
            /**
             * Format: int64
             * @description 1 for the first value of its instant.
             * @example 1
             */
            revision: number;
            /**
             * @description The file it came in.
             * @example 2025.csv
             */
            source: string;
            /**
             * @description Decimal, exact to 0.01 Wh half to even.
             * @example 123456000.00
             */
            value_wh: string;
        };
        OfflineReadingPage: {
            /** @description The newest revision of each instant, newest first. */
            items: components["schemas"]["OfflineReading"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        OfflineReport: {
            /**
             * Format: date-time
             * @description Start of the time whose quarter hours change; null where none do.
             * @example 2025-12-31T23:00:00Z
             */
            from: string | null;
            /**
             * Format: int64
             * @description Readings of instants that were not known.
             * @example 12
             */
            new: number;
            /** @description All of them, by line. */
            problems: components["schemas"]["OfflineProblem"][];
            /**
             * Format: int64
             * @description Readings that take the place of others.
             * @example 0
             */
            revised: number;
            /**
             * Format: int64
             * @description Readings that are known already.
             * @example 0
             */
            same: number;
            /**
             * @description Whether everything was stored: never with problems, nor by a dry run.
             * @example false
             */
            stored: boolean;
            /**
             * Format: date-time
             * @description Its end, not included.
             * @example 2026-12-31T23:00:00Z
             */
            to: string | null;
        };
        OrgNode: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000012
             */
            id: string;
            /**
             * @description By which files refer to it, unique in the tenant; empty for none.
             * @example hall3
             */
            key: string;
            /**
             * @example BUILDING
             * @enum {string}
             */
            kind: "ENTERPRISE" | "SITE" | "BUILDING" | "FLOOR" | "SPACE" | "EQUIPMENT";
            /** @example Hall 3 */
            name: string;
            /**
             * Format: uuid
             * @description The place directly above; null at the top, and where it is out of the caller's sight.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id: string | null;
            /**
             * Format: uuid
             * @description The site it is or lies in; null above sites.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        OrgNodeChange: {
            /**
             * @description Empty for none.
             * @example hall3
             */
            key?: string;
            /** @example Hall 3 */
            name?: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 3
             */
            version: number;
        };
        OrgNodeMove: {
            /**
             * Format: uuid
             * @description The place to be directly above; without it, the top.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id?: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 3
             */
            version: number;
        };
        OrgNodePage: {
            /** @description Those nearer to the root first, then by name. */
            items: components["schemas"]["OrgNode"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        OverrideReport: {
            /** @example battery0 */
            asset: string;
            /**
             * @description Who set it: a person's id, or the edge's own panel.
             * @example local panel
             */
            by: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            from: string;
            /**
             * @description The command that set it.
             * @example 0198c0de-0000-7000-8000-000000000007
             */
            id: string;
            /**
             * @description Why, as that person wrote.
             * @example feeder maintenance
             */
            reason: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more.
             * @example 2026-06-01T13:00:00Z
             */
            until: string;
            /**
             * Format: int64
             * @description The wanted power in W.
             * @example -2000
             */
            watts: number;
        };
        OwnChange: {
            /** @example Ada Example */
            display_name?: string;
            /**
             * @example de
             * @enum {string}
             */
            language?: "en" | "de";
        };
        ParameterIn: {
            /**
             * @description What the asset is: meter, grid, battery, inverter, pv, load, charger, or the name of its nature.
             * @example battery
             */
            component: string;
            /**
             * @description Key of a device or an asset of the site.
             * @example battery0
             */
            deviceId: string;
            /**
             * @description Name of the channel, or an alias of it.
             * @example SOC
             */
            parameter: string;
            /**
             * @description GOOD if not given; UNCERTAIN without a timestamp.
             * @example GOOD
             * @enum {string}
             */
            quality?: "GOOD" | "UNCERTAIN" | "BAD" | "SUBSTITUTED";
            /**
             * @description Unix seconds or an RFC 3339 string; the server's time if not given.
             * @example 1780315200
             */
            timestamp?: unknown;
            /**
             * @description The channel's unit or one that converts into it; may be left out where an alias states it.
             * @example %
             */
            unit?: string;
            /**
             * Format: double
             * @description A finite number; true and false for channels of unit bool.
             * @example 76
             */
            value: number;
        };
        PasswordChange: {
            /**
             * @description The password so far.
             * @example (hidden)
             */
            current: string;
            /**
             * @description At least 12 characters.
             * @example (hidden)
             */
            new: string;
        };
        PasswordLink: {
            /**
             * Format: date-time
             * @example 2026-06-04T12:00:00Z
             */
            expires_at: string;
            /**
             * @description Shown once; POST /api/links/accept takes it with the new password.
             * @example bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM
             */
            token: string;
        };
        Peak: {
            /**
             * Format: date-time
             * @description Start of the quarter hour.
             * @example 2026-06-01T06:45:00Z
             */
            from: string;
            /**
             * Format: int64
             * @example 3900
             */
            watts: number;
        };
        PermissionText: {
            /**
             * @description What it lets do, in English.
             * @example Move power for a time: overrides, limits, modes, clearing faults, alarms.
             */
            about: string;
            /**
             * @description Whether an API key can have it as a scope.
             * @example false
             */
            of_keys: boolean;
            /** @example OPERATE */
            permission: string;
        };
        Person: {
            /**
             * Format: uuid
             * @example 0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            id: string;
            /** @example Owner */
            name: string;
        };
        PlaceList: {
            /** @description A parent before what is below it. */
            items: components["schemas"]["PlaceRef"][];
            /**
             * @description Whether roles on the whole tenant can be given too.
             * @example true
             */
            whole_tenant: boolean;
        };
        PlaceRef: {
            /**
             * @example SITE
             * @enum {string}
             */
            kind: "ENTERPRISE" | "SITE" | "BUILDING" | "FLOOR" | "SPACE" | "EQUIPMENT";
            /** @example Plant north */
            name: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000012
             */
            node_id: string;
        };
        PlannedCommand: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            asset_id: string;
            /**
             * @example CHARGE
             * @enum {string}
             */
            command_type: "CHARGE" | "DISCHARGE" | "CURTAIL" | "SETPOINT";
            /**
             * Format: date-time
             * @description The first instant at which it holds no more; at most a week later.
             * @example 2026-06-02T03:00:00Z
             */
            ends_at: string;
            /**
             * Format: int64
             * @description How fast it is to get there, in W/s.
             * @example 100
             */
            ramp_rate?: number;
            /**
             * Format: int64
             * @description Active power in W: a magnitude, of CURTAIL what is left; of SETPOINT signed, positive away from the grid.
             * @example 5000
             */
            target_value: number;
            /**
             * Format: date-time
             * @description The first instant of it.
             * @example 2026-06-02T01:00:00Z
             */
            ts_scheduled: string;
        };
        PortfolioReturn: {
            /** @example 2026-01-01 */
            from: string;
            /** @description By site's name and currency. */
            items: components["schemas"]["SiteReturn"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /**
             * @description The first day no more.
             * @example 2027-01-01
             */
            to: string;
        };
        PriceFile: {
            /**
             * @description Comma-separated values; the names of the fields in the first line.
             * @example ts;value
             *     2026-06-01T00:00:00+02:00;-1.5
             */
            content: string;
            /**
             * @description Says what would become of it, and keeps nothing.
             * @example true
             */
            dry_run: boolean;
            /**
             * @description Country or bidding zone.
             * @example DE-LU
             */
            market_region: string;
            /**
             * @description Of the file.
             * @example prices.csv
             */
            name: string;
            /**
             * Format: date-time
             * @description Since when it is believed; without it, from now on.
             * @example 2026-06-01T10:57:00Z
             */
            published_at?: string;
            /**
             * @description How long each holds.
             * @example 15m
             * @enum {string}
             */
            slot: "5m" | "15m" | "30m" | "1h";
            /**
             * @description Who publishes it, such as an exchange and its auction.
             * @example SMARD day-ahead
             */
            source: string;
            /**
             * @description The zone of times without an offset; without it there may be none.
             * @example Europe/Berlin
             */
            time_zone?: string;
            /**
             * @description A currency of ISO 4217 per kWh or MWh.
             * @example EUR/MWh
             */
            unit: string;
        };
        PricePoint: {
            /**
             * Format: date-time
             * @description Start of the slot; slots are aligned in UTC.
             * @example 2026-06-01T10:00:00Z
             */
            ts: string;
            /**
             * @description Decimal, in unit; negative where who takes energy is paid.
             * @example -12.5
             */
            value: string;
        };
        PriceProduct: {
            /**
             * @description Of its newest slot.
             * @example EUR
             */
            currency: string;
            /**
             * Format: date-time
             * @description Start of its newest slot.
             * @example 2026-06-01T21:45:00Z
             */
            last_ts: string;
            /** @example DE-LU */
            market_region: string;
            /**
             * Format: date-time
             * @description When that was published.
             * @example 2026-05-31T10:57:00Z
             */
            published_at: string;
            /**
             * @example 15m
             * @enum {string}
             */
            slot: "5m" | "15m" | "30m" | "1h";
            /** @example SMARD day-ahead */
            source: string;
        };
        PriceProductPage: {
            /** @description By region, source and slot length. */
            items: components["schemas"]["PriceProduct"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        PricePublication: {
            /**
             * @description Country or bidding zone.
             * @example DE-LU
             */
            market_region: string;
            points: components["schemas"]["PricePoint"][];
            /**
             * Format: date-time
             * @description Since when it is believed; without it, from now on.
             * @example 2026-06-01T10:57:00Z
             */
            published_at?: string;
            /**
             * @description How long each holds.
             * @example 15m
             * @enum {string}
             */
            slot: "5m" | "15m" | "30m" | "1h";
            /**
             * @description Who publishes it, such as an exchange and its auction.
             * @example SMARD day-ahead
             */
            source: string;
            /**
             * @description A currency of ISO 4217 per kWh or MWh.
             * @example EUR/MWh
             */
            unit: string;
        };
        Problem: {
            /**
             * Format: int64
             * @description The version there is; null where none is in conflict.
             * @example 8
             */
            actual_version?: number | null;
            /**
             * @description What happened, in one English sentence.
             * @example there is no such site
             */
            detail: string;
            /** @description Every rule that is broken, in a sentence each. */
            details?: string[];
            /** @description Every faulty input, where the request has several. */
            errors?: components["schemas"]["Fault"][];
            /**
             * Format: int64
             * @description The version that the request names; null where none is in conflict.
             * @example 7
             */
            expected_version?: number | null;
            /**
             * @description Path of the request.
             * @example /api/sites/6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            instance: string;
            /** @description What has to be known first. */
            missing_inputs?: components["schemas"]["MissingInput"][];
            /** @description Parameters of the code, for texts in other languages. */
            params?: {
                [key: string]: unknown;
            };
            /**
             * @description Code of the closed catalogue of reasons.
             * @example NOT_FOUND
             */
            reason_code: string;
            /**
             * @description Names the request in the server's log.
             * @example 0f8fad5bd9cb469f
             */
            request_id: string;
            /**
             * @description What was done to be safe: LEAVES_TO_FAIL_SAFE or NONE.
             * @example LEAVES_TO_FAIL_SAFE
             */
            safe_action_taken?: string;
            /**
             * Format: int64
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The code in words.
             * @example Not found
             */
            title: string;
            /**
             * @description Path of the reason: /reasons/ and its code.
             * @example /reasons/NOT_FOUND
             */
            type: string;
            /**
             * @description The first rule that is broken.
             * @example CYCLE
             */
            violated_rule?: string;
        };
        ProfileGroup: {
            /**
             * @example WORKING_DAY
             * @enum {string}
             */
            day_type: "WORKING_DAY" | "SATURDAY" | "SUNDAY";
            /**
             * Format: int64
             * @description Days of the kind within the dates.
             * @example 64
             */
            days: number;
            /**
             * @example ALL
             * @enum {string}
             */
            season: "ALL" | "WINTER" | "TRANSITION" | "SUMMER";
            /** @description By local time. On the day on which clocks are put forward some do not exist, on the one on which they are set back some exist twice and count twice. */
            slots: components["schemas"]["ProfileSlot"][];
        };
        ProfileSlot: {
            /**
             * @description Local time at which it begins.
             * @example 06:45
             */
            at: string;
            /**
             * Format: int64
             * @description How often the slot exists within the dates.
             * @example 64
             */
            existing: number;
            /**
             * Format: int64
             * @description How often the value is known.
             * @example 64
             */
            known: number;
            /**
             * Format: double
             * @example 2300
             */
            max: number | null;
            /**
             * Format: double
             * @example 412.5
             */
            mean: number | null;
            /**
             * Format: double
             * @example 180
             */
            min: number | null;
            /**
             * Format: double
             * @description The tenth percentile.
             * @example 220
             */
            p10: number | null;
            /**
             * Format: double
             * @description The median.
             * @example 390
             */
            p50: number | null;
            /**
             * Format: double
             * @description The ninetieth percentile.
             * @example 710
             */
            p90: number | null;
        };
        QueryAnswer: {
            datapoints: ((number | null)[] | null)[];
            /** @example A */
            refId?: string;
            /** @example House north: meter0.ActivePower */
            target: string;
        };
        QueryRequest: {
            /**
             * Format: int64
             * @description The shortest interval that can be seen.
             * @example 30000
             */
            intervalMs?: number;
            /**
             * Format: int64
             * @example 550
             */
            maxDataPoints?: number;
            range: components["schemas"]["Range"];
            targets: components["schemas"]["QueryTarget"][];
        };
        QueryTarget: {
            /** @example A */
            refId?: string;
            /**
             * @description The value of a target that was found.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10/meter0.ActivePower
             */
            target: string;
        };
        Range: {
            /**
             * Format: date-time
             * @example 2026-06-01T00:00:00Z
             */
            from: string;
            /**
             * Format: date-time
             * @example 2026-06-02T00:00:00Z
             */
            to: string;
        };
        Reading: {
            /** @example ActivePower */
            channel: string;
            /**
             * @description Key of the asset.
             * @example meter0
             */
            deviceId: string;
            /**
             * @example GOOD
             * @enum {string}
             */
            quality: "GOOD" | "UNCERTAIN" | "BAD" | "STALE" | "SUBSTITUTED";
            /**
             * Format: date-time
             * @description The instant the value was true at.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
            /** @example W */
            unit: string;
            /**
             * Format: double
             * @description In the channel's canonical unit; null where the quality is STALE or MISSING.
             * @example 3200
             */
            value: number | null;
        };
        ReadingBatch: {
            /** @description Each a ReadingIn, a ParameterIn or a TelemetryPoint. */
            readings: (components["schemas"]["ReadingIn"] | components["schemas"]["ParameterIn"] | components["schemas"]["TelemetryPoint"])[];
            /**
             * Format: int64
             * @description Version of this shape.
             * @example 1
             * @enum {integer}
             */
            schema: 1;
        };
        ReadingIn: {
            /**
             * @description Name of the channel, or an alias of it.
             * @example ActivePower
             */
            channel: string;
            /**
             * @description Key of a device or an asset of the site.
             * @example meter0
             */
            deviceId: string;
            /**
             * @description GOOD if not given; UNCERTAIN without a timestamp; SUBSTITUTED puts the value in the place of the one that is stored.
             * @example GOOD
             * @enum {string}
             */
            quality?: "GOOD" | "UNCERTAIN" | "BAD" | "SUBSTITUTED";
            /**
             * @description Unix seconds or an RFC 3339 string; the server's time if not given.
             * @example 1780315200
             */
            timestamp?: unknown;
            /**
             * @description The channel's unit or one that converts into it; may be left out where an alias states it.
             * @example W
             */
            unit?: string;
            /**
             * Format: double
             * @description A finite number; true and false for channels of unit bool.
             * @example 3200
             */
            value: number;
        };
        ReadingPage: {
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /** @description Raw readings by time. */
            readings: components["schemas"]["Reading"][];
        };
        Readings: {
            readings: components["schemas"]["Reading"][];
        };
        ReadyOutputBody: {
            /** @example ok */
            status: string;
        };
        RebalanceRequest: {
            /**
             * @description Makes a request that comes again within 24 hours one and the same; the Idempotency-Key where it is absent.
             * @example nightly-2026-06-01
             */
            correlation_id?: string;
            /**
             * Format: uuid
             * @description Only what hangs on this node may be given anything new; limits count everywhere.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id?: string;
            /**
             * @description Who asks.
             * @default OPERATOR
             * @example OPERATOR
             * @enum {string}
             */
            source: "OPERATOR" | "SCHEDULER" | "INTEGRATION";
        };
        RejectedBelief: {
            /**
             * @description What is wrong and what would be right.
             * @example ts is 2026-06-01T10:07:00Z, want the start of a slot of 15m in UTC
             */
            detail: string;
            /**
             * @description Empty where it is the whole point.
             * @example ts
             */
            field: string;
            /**
             * Format: int64
             * @description Place in the request, from 0.
             * @example 1
             */
            index: number;
            /**
             * @description Code of the closed catalogue of reasons.
             * @example INVALID_VALUE
             */
            reason_code: string;
        };
        RejectedItem: {
            /**
             * @description What is wrong and what would be right.
             * @example unit kVA does not fit ActivePower; want W, kW, MW, mW
             */
            detail: string;
            /**
             * Format: int64
             * @description Place in the request, from 0.
             * @example 1
             */
            index: number;
            /**
             * @description Code of the closed catalogue of reasons.
             * @example UNKNOWN_UNIT
             */
            reason_code: string;
        };
        ReplyCandidateVerdict: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CandidateVerdict"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCapacityHistory: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CapacityHistory"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCircuitCycle: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CircuitCycle"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCircuitRecord: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CircuitRecord"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCircuitRemoval: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CircuitRemoval"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyControlPoint: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["ControlPoint"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyControlPointList: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["ControlPointList"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCycleExecution: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CycleExecution"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCycleExplained: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CycleExplained"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCyclePage: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CyclePage"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyCycleView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["CycleView"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyDepotMicrogrid: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["DepotMicrogrid"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyEnvelopePage: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["EnvelopePage"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyEnvelopeStoryView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["EnvelopeStoryView"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyLeafRequests: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["LeafRequests"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyLegacyEventResult: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["LegacyEventResult"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyMicrogridNow: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["MicrogridNow"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyMicrogridStatus: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["MicrogridStatus"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyNodeLimitList: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["NodeLimitList"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyNodeLimitView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["NodeLimitView"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyResourceList: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["ResourceList"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyResyncView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["ResyncView"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyStatusEvent: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["StatusEvent"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyStatusPage: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["StatusPage"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyTopologyView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["TopologyView"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        ReplyTOULimits: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            result: components["schemas"]["TOULimits"];
            /**
             * Format: date-time
             * @description When it was answered.
             * @example 2026-06-01T12:00:00Z
             */
            timestamp: string;
        };
        Report: {
            /**
             * @description Whether the period was over when the report was run; until then it is provisional.
             * @example true
             */
            closed: boolean;
            /**
             * Format: date
             * @example 2026-06-01
             */
            first_day: string;
            /**
             * Format: date-time
             * @example 2026-05-31T22:00:00Z
             */
            from: string;
            /** @description Where quarter hours of a channel are covered by less than half, by start; the first 200. */
            gaps: components["schemas"]["Gap"][];
            /**
             * Format: int64
             * @description Gaps beyond those listed.
             * @example 0
             */
            more_gaps: number;
            /** @description The days of a week; the hours of a day, of which there are 23 to 25. */
            parts: components["schemas"]["Subspan"][];
            /**
             * @example WEEK
             * @enum {string}
             */
            period: "DAY" | "WEEK";
            /**
             * Format: int64
             * @description Version of this shape and of how it is computed. What was kept as 1, with energies in whole J, is answered as 2; its file as JSON is as it was kept.
             * @example 2
             */
            schema: number;
            /** @description Each site of the subject, by name. */
            sites: components["schemas"]["SiteFigures"][];
            subject: components["schemas"]["Subject"];
            /**
             * @description The zone whose days these are.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: date-time
             * @description End, not included.
             * @example 2026-06-07T22:00:00Z
             */
            to: string;
            total: components["schemas"]["Figures"];
        };
        ReportPage: {
            items: components["schemas"]["ReportVersion"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ReportRequest: {
            /**
             * Format: date
             * @description The day, or any day of the week.
             * @example 2026-06-03
             */
            day: string;
            /**
             * @example SITE
             * @enum {string}
             */
            kind: "SITE" | "ORG_NODE";
            /**
             * @example WEEK
             * @enum {string}
             */
            period: "DAY" | "WEEK";
            /**
             * Format: uuid
             * @description The site or node.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            subject: string;
            /**
             * @description The zone whose days are meant; the subject's own if not given.
             * @example Europe/Berlin
             */
            time_zone?: string;
        };
        ReportRun: {
            /**
             * @description Whether it led to a new version; false where the data is that of the version before.
             * @example true
             */
            made: boolean;
            report: components["schemas"]["Report"];
            /**
             * Format: date-time
             * @example 2026-06-08T06:00:00Z
             */
            run_at: string;
            /**
             * Format: uuid
             * @description The run, as the audit log names it.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            run_id: string;
            version: components["schemas"]["ReportVersion"];
        };
        ReportSubjects: {
            items: components["schemas"]["Subject"][];
        };
        ReportVersion: {
            /**
             * @description Whether the period was over when it was run.
             * @example true
             */
            closed: boolean;
            /**
             * Format: date-time
             * @description When it was run first.
             * @example 2026-06-08T06:00:00Z
             */
            created_at: string;
            /**
             * @description SHA-256 of everything the report follows from: the version of the data.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            data_hash: string;
            /**
             * Format: date
             * @description The day, or the Monday of the week.
             * @example 2026-06-01
             */
            first_day: string;
            /**
             * @description SHA-256 of the report as JSON.
             * @example 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
             */
            hash: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * @description What it is about.
             * @example SITE
             * @enum {string}
             */
            kind: "SITE" | "ORG_NODE";
            /**
             * @description Whether no later version replaces it.
             * @example true
             */
            newest: boolean;
            /**
             * @example WEEK
             * @enum {string}
             */
            period: "DAY" | "WEEK";
            /**
             * Format: uuid
             * @description The version before; null for the first.
             */
            replaces: string | null;
            /**
             * Format: uuid
             * @description The site or node.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            subject: string;
            /**
             * @description Its name when the report was run.
             * @example House north
             */
            subject_name: string;
            /**
             * @description The zone whose days are meant.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: int64
             * @description 1 for the first about its subject and period.
             * @example 2
             */
            version: number;
        };
        RequestReport: {
            /**
             * @description The controller; "asset" for the device's own limits, "operator" for a set-point by hand.
             * @example self-consumption
             */
            by: string;
            /**
             * @description The set-point channel; empty for active power.
             * @example
             */
            channel: string;
            /**
             * @description How early it binds.
             * @example OPTIMIZATION
             */
            class: string;
            /**
             * @description Why it is asked.
             * @example PEAK_LIMIT
             */
            code?: string;
            /**
             * Format: double
             * @description Lower bound; absent for none.
             * @example -5000
             */
            least?: number;
            /**
             * Format: double
             * @description Upper bound; absent for none.
             * @example 5000
             */
            most?: number;
            /** @description Values of the code's text. */
            params?: {
                [key: string]: unknown;
            };
            /** @example W */
            unit: string;
            /**
             * Format: double
             * @description Wanted value; absent where it only bounds.
             * @example -1200
             */
            value?: number;
            /**
             * Format: int64
             * @description Of two wanted values of one class the greater weight wins.
             * @example 2
             */
            weight: number;
        };
        ResolutionFields: {
            /**
             * @description How people have settled it between them. No balance changes.
             * @example Paid apart from the ledger.
             */
            resolution: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        ResourceList: {
            /** @description By id. */
            resources: components["schemas"]["MicrogridNode"][];
        };
        Restoration: {
            /**
             * Format: int64
             * @description The newest version that was read.
             * @example 2
             */
            after: number;
            /** @example back to what worked */
            comment: string;
            /**
             * @description As of a draft.
             * @example false
             */
            replace_changed_on_site?: boolean;
            /**
             * Format: int64
             * @description Whose text the new version gets; 0 is what the edge began with.
             * @example 1
             */
            version: number;
        };
        ResyncView: {
            /**
             * @description Whether anything was changed.
             * @example false
             */
            changed: boolean;
            microgrid: components["schemas"]["MicrogridRoot"];
            /** @description By display_order, then by id. */
            nodes: components["schemas"]["MicrogridNode"][];
        };
        ReversalFields: {
            /**
             * @description That of the transaction where it is left out.
             * @example Wrong meter
             */
            name?: string;
        };
        RoleBinding: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            id: string;
            /** @description Where it holds, with everything below; null for the whole tenant. */
            place: components["schemas"]["PlaceRef"] | null;
            /**
             * @example viewer
             * @enum {string}
             */
            role: "owner" | "engineer" | "operator" | "analyst" | "viewer" | "settler" | "platform_admin";
        };
        RoleGrant: {
            /**
             * Format: uuid
             * @description Where it holds, a site or what is above it; without it, the whole tenant.
             * @example 0198c0de-0000-7000-8000-000000000012
             */
            node_id?: string;
            /**
             * @example operator
             * @enum {string}
             */
            role: "owner" | "engineer" | "operator" | "analyst" | "viewer" | "settler";
        };
        RoleGrants: {
            /**
             * @description What it is for, in English.
             * @example Sees, operates and reports.
             */
            about: string;
            /**
             * @description Whether who administers can give it to people of the tenant, as far as they hold it themselves.
             * @example true
             */
            given: boolean;
            /**
             * @description Whether only machines hold it.
             * @example false
             */
            machine: boolean;
            /**
             * @example [
             *       "READ",
             *       "OPERATE"
             *     ]
             */
            permissions: string[];
            /** @example operator */
            role: string;
        };
        RoleTable: {
            /** @description All roles, the mightiest first. */
            items: components["schemas"]["RoleGrants"][];
            /** @description All permissions, in the order in which they are shown. */
            permissions: components["schemas"]["PermissionText"][];
        };
        SafeActionView: {
            leaves: components["schemas"]["SafeLeafView"][];
            /**
             * @example NONE
             * @enum {string}
             */
            taken: "LEAVES_TO_FAIL_SAFE" | "NONE";
        };
        SafeLeafView: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: int64
             * @example 0
             */
            watts: number;
        };
        ScopeInputView: {
            /**
             * Format: int64
             * @example 45000
             */
            consumption_watts: number;
            /**
             * Format: int64
             * @example 0
             */
            generation_watts: number;
            /**
             * @description telemetry, children, fallback_demand_watts or rated_watts.
             * @example telemetry
             */
            input: string;
            /**
             * Format: uuid
             * @description Null for the microgrid.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T11:59:58Z
             */
            observed_at?: string;
            /** @example GOOD */
            quality?: string;
            /** @example MEASURED */
            source_mode: string;
        };
        SealFields: {
            /**
             * Format: date-time
             * @description The first quarter hour.
             * @example 2026-06-01T00:00:00Z
             */
            slot_from: string;
            /**
             * Format: date-time
             * @description The first that is not closed.
             * @example 2026-06-02T00:00:00Z
             */
            slot_to: string;
        };
        SearchFound: {
            /** @example House north: meter0.ActivePower */
            text: string;
            /**
             * @description What to ask for: the site's id and the channel.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10/meter0.ActivePower
             */
            value: string;
        };
        SearchRequest: {
            /** @description What the name must have in it; empty finds all. */
            target?: string;
        };
        SeenRows: {
            /**
             * @description Whether the person reads all sites of the tenant.
             * @example false
             */
            all_sites: boolean;
            /** @description The tables of which the caller may count rows, by name. */
            items: components["schemas"]["SeenTable"][];
            /**
             * Format: int64
             * @description How many sites the person reads, of those of the caller; 0 where it is all of them.
             * @example 2
             */
            sites: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000002
             */
            user_id: string;
        };
        SeenTable: {
            /** @description Whether there are more rows than were counted. */
            more: boolean;
            /**
             * @description Whether its rows are of sites: then row-level security leaves those of the person's sites.
             * @example true
             */
            of_sites: boolean;
            /**
             * Format: int64
             * @description Rows of the caller's scope.
             * @example 12
             */
            rows: number;
            /**
             * Format: int64
             * @description Those that the person sees; null for what is of the whole tenant, which is shown to who sees all sites alone.
             * @example 4
             */
            seen: number | null;
            /** @description Whether there are more of these than were counted. */
            seen_more: boolean;
            /** @example assets */
            table: string;
        };
        Series: {
            /** @description One per interval, without a hole. */
            buckets: components["schemas"]["Bucket"][];
            /**
             * @description Asset and channel.
             * @example meter0.ActivePower
             */
            channel: string;
            /** @example W */
            unit: string;
        };
        SeriesList: {
            /** @description In the order asked for. */
            series: components["schemas"]["Series"][];
        };
        Session: {
            /**
             * Format: date-time
             * @description When the session ends unless it is used before.
             * @example 2026-06-08T12:00:00Z
             */
            expires_at: string;
            /**
             * @description What these roles grant, in the order of names.
             * @example [
             *       "READ"
             *     ]
             */
            permissions: string[];
            /**
             * @description Roles in the tenant.
             * @example [
             *       "owner"
             *     ]
             */
            roles: string[];
            /** @description The tenant everything the person sees belongs to. */
            tenant: components["schemas"]["Tenant"];
            /**
             * @description Bearer token; a browser gets the same as a cookie it cannot read.
             * @example c2Vzc2lvbi10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM
             */
            token: string;
            /** @description The person. */
            user: components["schemas"]["User"];
        };
        SetpointReport: {
            /**
             * Format: double
             * @description What the device says it applies; absent where it says nothing fresh.
             * @example -1200
             */
            applied?: number;
            /** @example SetActivePower */
            channel: string;
            /** @example W */
            unit: string;
            /**
             * Format: double
             * @description What was ordered.
             * @example -1200
             */
            value: number;
        };
        SettlementRule: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000032
             */
            group_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000033
             */
            id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T08:00:00Z
             */
            noted_at: string;
            /** @example user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10 */
            noted_by: string;
            /**
             * Format: int64
             * @description The version of the rule, 1 for the first.
             * @example 1
             */
            number: number;
            /**
             * Format: uuid
             * @description The group it settles to; null for a root.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            superior_id?: string | null;
            /**
             * Format: date-time
             * @description The first quarter hour it holds for: one to come.
             * @example 2099-01-01T00:00:00Z
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description The first quarter hour it holds for no more; null until another follows.
             * @example 2099-01-01T00:00:00Z
             */
            valid_to: string | null;
        };
        SettlementRuleFields: {
            /**
             * Format: uuid
             * @description The group it settles to; null for a root.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            superior_id?: string | null;
            /**
             * Format: date-time
             * @description The first quarter hour it holds for: one to come.
             * @example 2099-01-01T00:00:00Z
             */
            valid_from: string;
        };
        SettlementRulePage: {
            /** @description Of one group, by number. */
            items: components["schemas"]["SettlementRule"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        Site: {
            /** @example Musterstraße 1, Berlin */
            address: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * Format: date-time
             * @description When the edge was last heard.
             * @example 2026-06-01T12:00:00Z
             */
            last_seen: string | null;
            /**
             * Format: double
             * @description Degrees north, WGS 84.
             * @example 52.52
             */
            latitude: number | null;
            /**
             * Format: double
             * @description Degrees east, WGS 84.
             * @example 13.405
             */
            longitude: number | null;
            /** @example Demo site */
            name: string;
            /** @description Power and state of charge now. */
            now: components["schemas"]["SiteNow"];
            /**
             * Format: int64
             * @description Alarms not cleared yet.
             * @example 0
             */
            open_alarms: number;
            /**
             * @description Whether the site's edge is heard.
             * @example ONLINE
             * @enum {string}
             */
            state: "ONLINE" | "SILENT" | "NEVER_SEEN";
            /**
             * @description IANA time zone; local days are counted in it.
             * @example Europe/Berlin
             */
            time_zone: string;
            /** @description Energies of the local day so far. */
            today: components["schemas"]["SiteToday"];
        };
        SiteControl: {
            /**
             * @description Whether it is what the edge does now: false once nothing has come for 90 s. Then it is the last that is known, and how things are now nobody can say.
             * @example true
             */
            current: boolean;
            /** @description Names of those whose ids the report names. */
            people: components["schemas"]["Person"][];
            /**
             * Format: date-time
             * @description When that came in, by the server's clock.
             * @example 2026-06-01T12:00:01Z
             */
            received_at: string | null;
            /** @description What the edge said last; null where it never said anything. */
            report: components["schemas"]["ControlReport"] | null;
        };
        SiteFields: {
            /** @example Musterstraße 1, Berlin */
            address?: string;
            /**
             * Format: int64
             * @description What was invested, in whole units of its currency.
             * @example 250000
             */
            capex?: number;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            capex_currency?: string;
            /**
             * @description A day.
             * @example 2026-05-04
             */
            commissioned_on?: string;
            /** @example 9900000000001 */
            grid_operator_id?: string;
            /**
             * @description By which files refer to it.
             * @example north
             */
            key?: string;
            /**
             * Format: double
             * @description Degrees north, WGS 84.
             * @example 52.52
             */
            latitude?: number;
            /**
             * Format: double
             * @description Degrees east, WGS 84.
             * @example 13.405
             */
            longitude?: number;
            /**
             * @description Country or bidding zone.
             * @example DE
             */
            market_region?: string;
            /** @example Plant north */
            name: string;
            /**
             * Format: uuid
             * @description The place it stands under, said when it is made; afterwards it is moved as a place.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id?: string;
            /** @example commercial */
            segment?: string;
            /**
             * @description IANA time zone; local days are counted in it.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        SiteFigures: {
            /**
             * Format: double
             * @description Energy into batteries.
             * @example 8000
             */
            charged_wh: number | null;
            /**
             * Format: int64
             * @description Share of the span that usable values cover, of the channel that covers least, in hundredths of a percent, rounded down.
             * @example 10000
             */
            coverage_bp: number;
            /**
             * Format: double
             * @description Energy out of batteries.
             * @example 6500
             */
            discharged_wh: number | null;
            /**
             * Format: double
             * @description Energy to the grid.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * Format: double
             * @description Energy from the grid.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: double
             * @description Energy consumed on site.
             * @example 13900
             */
            load_wh: number | null;
            /**
             * @description Whether the site has anything that measures power; one that has not takes no part.
             * @example true
             */
            measured: boolean;
            /** @example House north */
            name: string;
            /** @description Largest quarter-hour mean of import at all grid connections together; null where nothing was imported. */
            peak: components["schemas"]["Peak"] | null;
            /**
             * Format: double
             * @description PV energy.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: int64
             * @description Share of PV energy used on site, in hundredths of a percent.
             * @example 5333
             */
            self_consumption_bp: number | null;
            /**
             * Format: int64
             * @description Share of consumption that was not imported, in hundredths of a percent.
             * @example 6978
             */
            self_sufficiency_bp: number | null;
        };
        SiteFileChanges: {
            /**
             * Format: int64
             * @example 1
             */
            from: number;
            /** @description All lines of both in order. */
            lines: components["schemas"]["SiteFileLine"][];
            /**
             * Format: int64
             * @example 2
             */
            to: number;
        };
        SiteFileDraft: {
            /**
             * Format: int64
             * @description The newest version that was read; 0 for none.
             * @example 2
             */
            after: number;
            /**
             * @description Why, in a sentence for whoever reads the list.
             * @example the new inverter
             */
            comment: string;
            /**
             * @description Replaces what the edge runs even where that was changed on site and would be lost.
             * @example false
             */
            replace_changed_on_site?: boolean;
            /**
             * @description The whole site file.
             * @example site: {name: "Plant north"}
             */
            text: string;
        };
        SiteFileLine: {
            /**
             * Format: int64
             * @description Its number in to; 0 where it does not stand there.
             * @example 4
             */
            new: number;
            /**
             * Format: int64
             * @description Its number in from; 0 where it does not stand there.
             * @example 0
             */
            old: number;
            /**
             * @example ADDED
             * @enum {string}
             */
            op: "SAME" | "ADDED" | "REMOVED";
            /** @example devices: */
            text: string;
        };
        SiteMap: {
            /** @description Sites by name. */
            items: components["schemas"]["SiteMark"][];
        };
        SiteMark: {
            /** @example Musterstraße 1, Berlin */
            address: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * Format: double
             * @description Degrees north, WGS 84.
             * @example 52.52
             */
            latitude: number | null;
            /**
             * Format: double
             * @description Degrees east, WGS 84.
             * @example 13.405
             */
            longitude: number | null;
            /** @example Demo site */
            name: string;
            /**
             * Format: int64
             * @description Alarms not cleared yet.
             * @example 0
             */
            open_alarms: number;
            /**
             * @description Whether the site's edge is heard.
             * @example ONLINE
             * @enum {string}
             */
            state: "ONLINE" | "SILENT" | "NEVER_SEEN";
            /**
             * @description IANA time zone.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        SiteNow: {
            /**
             * Format: date-time
             * @description The oldest instant among these values.
             * @example 2026-06-01T12:00:00Z
             */
            at: string | null;
            /**
             * Format: double
             * @description Battery power in W; charge positive.
             * @example 3000
             */
            battery_watts: number | null;
            /**
             * Format: double
             * @description Power at the grid connection in W; import positive.
             * @example -2100
             */
            grid_watts: number | null;
            /**
             * Format: double
             * @description Load power in W.
             * @example 1100
             */
            load_watts: number | null;
            /**
             * Format: double
             * @description PV power in W; production negative.
             * @example -6200
             */
            pv_watts: number | null;
            /**
             * Format: double
             * @description State of charge in %, weighted by capacity.
             * @example 57.5
             */
            soc_percent: number | null;
        };
        SitePage: {
            /** @description Sites by name. */
            items: components["schemas"]["Site"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        SiteRecord: {
            /** @example Musterstraße 1, Berlin */
            address?: string;
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: int64
             * @description What was invested, in whole units of its currency.
             * @example 250000
             */
            capex?: number;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            capex_currency?: string;
            /**
             * @description A day.
             * @example 2026-05-04
             */
            commissioned_on?: string;
            /** @example 9900000000001 */
            grid_operator_id?: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000021
             */
            id: string;
            /**
             * @description By which files refer to it.
             * @example north
             */
            key?: string;
            /**
             * Format: double
             * @description Degrees north, WGS 84.
             * @example 52.52
             */
            latitude?: number;
            /**
             * Format: double
             * @description Degrees east, WGS 84.
             * @example 13.405
             */
            longitude?: number;
            /**
             * @description Country or bidding zone.
             * @example DE
             */
            market_region?: string;
            /** @example Plant north */
            name: string;
            /**
             * Format: uuid
             * @description The place it stands under, said when it is made; afterwards it is moved as a place.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id?: string;
            /** @example commercial */
            segment?: string;
            /**
             * Format: uuid
             * @description The site it stands at; null for what belongs to none.
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string | null;
            /**
             * @description IANA time zone; local days are counted in it.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 3
             */
            version: number;
        };
        SiteReturn: {
            /**
             * @description What that energy would have cost; null where energy or price is unknown.
             * @example 337.32
             */
            avoided_cost: string | null;
            /**
             * Format: int64
             * @description In whole units; null where nobody said.
             * @example 250000
             */
            capex: number | null;
            /** @example EUR */
            capex_currency: string;
            /**
             * @description Of revenue, price and avoided cost; empty where nothing says one.
             * @example EUR
             */
            currency: string;
            /**
             * @description Net, per kWh; null where no invoice says it.
             * @example 0.2811
             */
            energy_price: string | null;
            /**
             * @description Whether a counted invoice is estimated.
             * @example false
             */
            estimated: boolean;
            /**
             * @description Why there is no roi; null where there is one.
             * @example NO_CAPEX
             * @enum {string|null}
             */
            reason_code: "NO_CAPEX" | "SEVERAL_CURRENCIES" | "NOTHING_SETTLED" | null;
            /**
             * @description Null where no counted invoice is settled.
             * @example 310
             */
            revenue: string | null;
            /**
             * @description Revenue and avoided cost over capex; null where it cannot be said.
             * @example 0.00258928
             */
            roi: string | null;
            /**
             * @description That times 365 over the days.
             * @example 0.03048668
             */
            roi_per_year: string | null;
            /**
             * Format: int64
             * @description How many days of the period that is known of.
             * @example 31
             */
            self_consumed_days: number;
            /**
             * Format: int64
             * @description PV energy that was not exported, on days that all its meters cover; null where there is none such.
             * @example 1200000
             */
            self_consumed_wh: number | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example Plant north */
            site_name: string;
        };
        SiteRevision: {
            /** @example Musterstraße 1, Berlin */
            address?: string;
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: int64
             * @description What was invested, in whole units of its currency.
             * @example 250000
             */
            capex?: number;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            capex_currency?: string;
            /**
             * @description A day.
             * @example 2026-05-04
             */
            commissioned_on?: string;
            /** @example 9900000000001 */
            grid_operator_id?: string;
            /**
             * @description By which files refer to it.
             * @example north
             */
            key?: string;
            /**
             * Format: double
             * @description Degrees north, WGS 84.
             * @example 52.52
             */
            latitude?: number;
            /**
             * Format: double
             * @description Degrees east, WGS 84.
             * @example 13.405
             */
            longitude?: number;
            /**
             * @description Country or bidding zone.
             * @example DE
             */
            market_region?: string;
            /** @example Plant north */
            name: string;
            /**
             * Format: uuid
             * @description The place it stands under, said when it is made; afterwards it is moved as a place.
             * @example 0198c0de-0000-7000-8000-000000000011
             */
            parent_id?: string;
            /** @example commercial */
            segment?: string;
            /**
             * @description IANA time zone; local days are counted in it.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 3
             */
            version: number;
        };
        SiteToday: {
            /**
             * Format: double
             * @description The smallest share of the day so far that any of the channels involved covers, 0 to 1.
             * @example 0.99
             */
            covered_share: number;
            /**
             * Format: double
             * @description Energy to the grid in Wh, a magnitude.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: double
             * @description Energy from the grid in Wh.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: double
             * @description Energy consumed on site in Wh.
             * @example 15400
             */
            load_wh: number | null;
            /**
             * Format: double
             * @description Largest mean import of a quarter hour in W.
             * @example 3900
             */
            peak_import_watts: number | null;
            /**
             * Format: double
             * @description PV energy in Wh, a magnitude.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: double
             * @description Share of PV energy that stayed on site, 0 to 1.
             * @example 0.53
             */
            self_consumption: number | null;
            /**
             * Format: double
             * @description Share of consumption that was not imported, 0 to 1.
             * @example 0.72
             */
            self_sufficiency: number | null;
        };
        SourceView: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:30:00Z
             */
            healthy_until: string;
            /**
             * Format: uuid
             * @description The node it sends envelopes for.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * Format: uuid
             * @description The control point they come by.
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            origin_control_point_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T12:15:00Z
             */
            reported_at: string;
            /** @example key:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21 */
            reported_by: string;
        };
        StageFigure: {
            /**
             * Format: int64
             * @description Since the process has started, of all tenants together; null where another process counts it.
             * @example 12
             */
            count: number | null;
            /**
             * @description What is counted: samples; intervals of channels from ROLLED_UP on.
             * @example late
             * @enum {string}
             */
            name: "edges" | "doors" | "refused" | "samples" | "late" | "limit" | "rate" | "dip" | "reset" | "stored" | "accepted" | "repeated" | "conflicting" | "quarter_hours" | "hours" | "days";
        };
        StatusEvent: {
            /** @example LOAD_BALANCING */
            capability_type: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000035
             */
            control_point_id: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:01Z
             */
            ingested_at: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            observed_at: string;
            /** @example ON */
            operational_status: string;
            /**
             * @example EXTERNAL
             * @enum {string}
             */
            reported_by: "LOCAL" | "EXTERNAL";
            /** @example oscp-4711 */
            source_event_ref: string | null;
            /**
             * @description Null without any.
             * @example {
             *       "raw": true
             *     }
             */
            status_detail: unknown;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000036
             */
            status_event_id: string;
        };
        StatusPage: {
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
            /** @description The last observed first. */
            status_events: components["schemas"]["StatusEvent"][];
        };
        StatusReport: {
            /**
             * @description Where it is given, the control point's own.
             * @example LOAD_BALANCING
             * @enum {string}
             */
            capability_type?: "LOAD_BALANCING" | "PEAK_SHAVING" | "DER" | "ENERGY_OPTIMISATION";
            /**
             * Format: uuid
             * @description Where it is given, the control point's own.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id?: string;
            /**
             * Format: date-time
             * @description When the source saw it.
             * @example 2026-06-01T12:00:00Z
             */
            observed_at: string;
            /**
             * @description Free text; true and false become ON and OFF, with the raw value kept in status_detail.raw.
             * @example Charging 3/4
             */
            operational_status: unknown;
            /**
             * @example EXTERNAL
             * @enum {string}
             */
            reported_by: "LOCAL" | "EXTERNAL";
            /**
             * @description The source's own name of the event; makes one that comes again one and the same.
             * @example oscp-4711
             */
            source_event_ref?: string;
            /**
             * @description Anything else, as an object.
             * @example {
             *       "phase": 3
             *     }
             */
            status_detail?: unknown;
        };
        Subject: {
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            id: string;
            /**
             * @description A site, or a node of the organisation with all sites below it.
             * @example SITE
             * @enum {string}
             */
            kind: "SITE" | "ORG_NODE";
            /** @example House north */
            name: string;
            /**
             * Format: int64
             * @description How many sites that is.
             * @example 1
             */
            sites: number;
            /**
             * @description IANA name; empty where its sites lie in several.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        Subspan: {
            /**
             * Format: double
             * @description Energy into batteries.
             * @example 8000
             */
            charged_wh: number | null;
            /**
             * Format: int64
             * @description Share of the span that usable values cover, of the channel that covers least, in hundredths of a percent, rounded down.
             * @example 10000
             */
            coverage_bp: number;
            /**
             * Format: double
             * @description Energy out of batteries.
             * @example 6500
             */
            discharged_wh: number | null;
            /**
             * Format: double
             * @description Energy to the grid.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: date-time
             * @example 2026-05-31T22:00:00Z
             */
            from: string;
            /**
             * Format: double
             * @description Energy from the grid.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: double
             * @description Energy consumed on site.
             * @example 13900
             */
            load_wh: number | null;
            /** @description Largest quarter-hour mean of import at all grid connections together; null where nothing was imported. */
            peak: components["schemas"]["Peak"] | null;
            /**
             * Format: double
             * @description PV energy.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: int64
             * @description Share of PV energy used on site, in hundredths of a percent.
             * @example 5333
             */
            self_consumption_bp: number | null;
            /**
             * Format: int64
             * @description Share of consumption that was not imported, in hundredths of a percent.
             * @example 6978
             */
            self_sufficiency_bp: number | null;
            /**
             * Format: date-time
             * @description End, not included.
             * @example 2026-06-01T22:00:00Z
             */
            to: string;
        };
        Summary: {
            /**
             * Format: double
             * @description Energy into batteries.
             * @example 8000
             */
            charged_wh: number | null;
            /**
             * Format: double
             * @description Share of the day so far that is covered by usable values, 0 to 1.
             * @example 1
             */
            covered_share: number;
            /**
             * Format: double
             * @description Energy out of batteries, a magnitude.
             * @example 6500
             */
            discharged_wh: number | null;
            /**
             * Format: double
             * @description Energy to the grid, a magnitude.
             * @example 9800
             */
            export_wh: number | null;
            /**
             * Format: date-time
             * @description Start of the local day.
             * @example 2026-05-31T22:00:00Z
             */
            from: string;
            /**
             * Format: double
             * @description Energy from the grid.
             * @example 4200
             */
            import_wh: number | null;
            /**
             * Format: double
             * @description Energy consumed on site.
             * @example 13900
             */
            load_wh: number | null;
            /**
             * Format: date-time
             * @description Start of that quarter hour.
             * @example 2026-06-01T06:45:00Z
             */
            peak_import_from: string | null;
            /**
             * Format: double
             * @description Largest quarter-hour mean of grid power.
             * @example 3900
             */
            peak_import_watts: number | null;
            /**
             * Format: double
             * @description PV energy, a magnitude.
             * @example 21000
             */
            pv_wh: number | null;
            /**
             * Format: double
             * @description Share of PV energy used on site, 0 to 1.
             * @example 0.53
             */
            self_consumption: number | null;
            /**
             * Format: double
             * @description Share of consumption that was not imported, 0 to 1.
             * @example 0.7
             */
            self_sufficiency: number | null;
            /**
             * Format: date-time
             * @description End of the local day.
             * @example 2026-06-01T22:00:00Z
             */
            to: string;
        };
        TakenInvoice: {
            /** @example Stadtwerke Musterstadt */
            counterparty: string;
            /**
             * Format: int64
             * @description That of its first, from 1.
             * @example 2
             */
            line: number;
            /** @example R-2026-0117 */
            number: string;
            /**
             * @description SAME: all of it is known already.
             * @example MADE
             * @enum {string}
             */
            outcome: "MADE" | "SAME";
        };
        Tariff: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description The contract it was agreed in; null for none.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            id: string;
            /**
             * @description The market region it is of, as price series name it; empty for none.
             * @example DE-LU
             */
            market_region?: string;
            /**
             * @description Unique at the site.
             * @example Household day and night
             */
            name: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 1
             */
            version: number;
            /** @description The first first. */
            versions: components["schemas"]["TariffVersion"][];
        };
        TariffBand: {
            /**
             * @description Time of day of the version's clock.
             * @example 06:00
             */
            from: string;
            /**
             * @description 1 to 12; none for all.
             * @example [
             *       4,
             *       5,
             *       6
             *     ]
             */
            months?: number[] | null;
            /**
             * @description Marks it as a peak.
             * @example true
             */
            peak_flag?: boolean;
            /** @description Left out where it is that of the component. */
            price?: components["schemas"]["TariffPrice"];
            /**
             * @description Not included, at most 24:00. A band over midnight is two.
             * @example 22:00
             */
            to: string;
            /**
             * @description None for all. Where a band names HOLIDAY, holidays are no weekdays to the component.
             * @example [
             *       "MON",
             *       "TUE"
             *     ]
             */
            weekdays?: ("MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN" | "HOLIDAY")[] | null;
        };
        TariffComponent: {
            /** @description None for all hours. No two are at once: TARIFF_BANDS_OVERLAP. */
            bands?: components["schemas"]["TariffBand"][] | null;
            /**
             * @description What is counted; none where nothing is: FIXED, MINIMUM, PERCENTAGE, and TAX and CREDIT per period.
             * @example IMPORT
             * @enum {string}
             */
            basis?: "IMPORT" | "EXPORT" | "NET" | "GROSS_LOAD" | "COINCIDENT" | "REACTIVE";
            /** @description Of kind DEMAND. */
            demand?: components["schemas"]["TariffDemand"];
            /**
             * @example ENERGY
             * @enum {string}
             */
            kind: "ENERGY" | "DEMAND" | "EXPORT" | "FIXED" | "MINIMUM" | "PERCENTAGE" | "TAX" | "CREDIT" | "INDEX";
            /**
             * @description 1 to 12; none for all.
             * @example [
             *       1,
             *       2
             *     ]
             */
            months?: number[] | null;
            /**
             * @description Unique in the version.
             * @example Work price
             */
            name: string;
            /**
             * @description Over what it is counted.
             * @example INTERVAL
             * @enum {string}
             */
            period: "INTERVAL" | "DAY" | "MONTH" | "BILLING_PERIOD" | "YEAR";
            /** @description Of all hours, or of bands without their own. */
            price?: components["schemas"]["TariffPrice"];
            /** @description Of kind DEMAND. */
            ratchet?: components["schemas"]["TariffRatchet"];
            /**
             * @description What its prices are in: CODE/kWh, CODE/kvarh, CODE/kW/MONTH, CODE/MONTH, %.
             * @example EUR/kWh
             */
            unit: string;
            /**
             * @description Which value added tax is on it.
             * @example STANDARD
             * @enum {string}
             */
            vat_class?: "STANDARD" | "REDUCED" | "ZERO" | "EXEMPT" | "REVERSE_CHARGE";
        };
        TariffComponentFields: {
            /** @description None for all hours. No two are at once: TARIFF_BANDS_OVERLAP. */
            bands?: components["schemas"]["TariffBand"][] | null;
            /**
             * @description What is counted; none where nothing is: FIXED, MINIMUM, PERCENTAGE, and TAX and CREDIT per period.
             * @example IMPORT
             * @enum {string}
             */
            basis?: "IMPORT" | "EXPORT" | "NET" | "GROSS_LOAD" | "COINCIDENT" | "REACTIVE";
            /** @description Of kind DEMAND. */
            demand?: components["schemas"]["TariffDemand"];
            /**
             * @example ENERGY
             * @enum {string}
             */
            kind: "ENERGY" | "DEMAND" | "EXPORT" | "FIXED" | "MINIMUM" | "PERCENTAGE" | "TAX" | "CREDIT" | "INDEX";
            /**
             * @description 1 to 12; none for all.
             * @example [
             *       1,
             *       2
             *     ]
             */
            months?: number[] | null;
            /**
             * @description Unique in the version.
             * @example Work price
             */
            name: string;
            /**
             * @description Over what it is counted.
             * @example INTERVAL
             * @enum {string}
             */
            period: "INTERVAL" | "DAY" | "MONTH" | "BILLING_PERIOD" | "YEAR";
            /** @description Of all hours, or of bands without their own. */
            price?: components["schemas"]["TariffPrice"];
            /** @description Of kind DEMAND. */
            ratchet?: components["schemas"]["TariffRatchet"];
            /**
             * @description Which value added tax is on it.
             * @example STANDARD
             * @enum {string}
             */
            vat_class?: "STANDARD" | "REDUCED" | "ZERO" | "EXEMPT" | "REVERSE_CHARGE";
        };
        TariffDemand: {
            /**
             * Format: int64
             * @description How many of the largest means are averaged.
             * @example 1
             */
            largest: number;
            /**
             * @description At most one mean of a day.
             * @example false
             */
            one_per_day?: boolean;
            /**
             * @description Components of one pool share their largest mean.
             * @example
             */
            pool?: string;
            /**
             * @description The window moves by the minute; else it is aligned.
             * @example false
             */
            sliding?: boolean;
            /**
             * Format: int64
             * @description Of the means that count.
             * @example 15
             * @enum {integer}
             */
            window_minutes: 5 | 10 | 15 | 30 | 60;
        };
        TariffEnd: {
            /**
             * Format: date-time
             * @description The first instant at which it holds no more, the start of a quarter hour; null for no end. Its valid_from withdraws a version that has not begun.
             * @example 2027-01-01T00:00:00+01:00
             */
            valid_to: string | null;
            /**
             * Format: int64
             * @description The version's version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        TariffFormula: {
            /**
             * @description Decimal, per unit.
             * @example 0.02
             */
            a: string;
            /**
             * @description Decimal, not 0.
             * @example 1.05
             */
            b: string;
            /**
             * @description Above which the index does not count.
             * @example 0.4
             */
            cap?: string;
            /**
             * @description Below which the index does not count.
             * @example 0
             */
            floor?: string;
            /**
             * @description The market region whose price it follows.
             * @example DE-LU
             */
            index: string;
        };
        TariffHolidays: {
            /**
             * @description In order, each once.
             * @example [
             *       "2026-01-01",
             *       "2026-12-25"
             *     ]
             */
            days: string[];
            /** @example Germany */
            name: string;
        };
        TariffListed: {
            /**
             * Format: date-time
             * @description Since when it is out of use; null while it is in use.
             * @example 2026-06-03T12:00:00Z
             */
            archived_at: string | null;
            /**
             * Format: uuid
             * @description The contract it was agreed in; null for none.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string | null;
            /**
             * @description Of that version.
             * @example EUR
             */
            currency: string | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000040
             */
            id: string;
            /**
             * @description The market region it is of, as price series name it; empty for none.
             * @example DE-LU
             */
            market_region?: string;
            /**
             * @description Unique at the site.
             * @example Household day and night
             */
            name: string;
            /**
             * @description Of the version that holds at the instant asked for, else now; null where none does.
             * @example TIME_OF_USE
             * @enum {string|null}
             */
            rate_structure: "FLAT" | "TIME_OF_USE" | "TIERED" | "DYNAMIC" | null;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @description Of that version.
             * @example Europe/Berlin
             */
            time_zone: string | null;
            /**
             * Format: date-time
             * @description Of that version.
             * @example 2026-01-01T00:00:00Z
             */
            valid_from: string | null;
            /**
             * Format: date-time
             * @description Of that version; null for no end.
             * @example 2027-01-01T00:00:00Z
             */
            valid_to: string | null;
            /**
             * Format: int64
             * @description Counts the changes that people made to it.
             * @example 1
             */
            version: number;
        };
        TariffPage: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["TariffListed"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        TariffPrice: {
            /**
             * @description Decimal, in the component's unit; below 0 where that is what it is.
             * @example 0.3012
             */
            constant?: string;
            formula?: components["schemas"]["TariffFormula"];
            /**
             * @description The market region whose price it is.
             * @example
             */
            series?: string;
            tiers?: components["schemas"]["TariffTiers"];
        };
        TariffRatchet: {
            /**
             * @description Named months of the last twelve.
             * @example [
             *       12,
             *       1,
             *       2
             *     ]
             */
            months?: number[] | null;
            /**
             * @description Decimal, above 0, at most 100.
             * @example 80
             */
            percent: string;
            /**
             * Format: int64
             * @description So many months before.
             * @example 11
             */
            previous?: number;
            /**
             * @description The calendar year so far.
             * @example false
             */
            year?: boolean;
        };
        TariffRates: {
            /**
             * @description Null where versions of that time differ in it, or none holds.
             * @example EUR
             */
            currency: string | null;
            /** @description By time. */
            items: components["schemas"]["TariffSlot"][];
            /**
             * Format: int64
             * @example 900
             */
            slot_seconds: number;
            /** @example EUR/kWh */
            unit: string | null;
        };
        TariffRevision: {
            /**
             * @description Whether it is out of use.
             * @example false
             */
            archived?: boolean;
            /**
             * Format: uuid
             * @description The contract it was agreed in; null for none.
             * @example 0198c0de-0000-7000-8000-000000000023
             */
            contract_id?: string | null;
            /**
             * @description The market region it is of, as price series name it; empty for none.
             * @example DE-LU
             */
            market_region?: string;
            /**
             * @description Unique at the site.
             * @example Household day and night
             */
            name: string;
            /**
             * Format: int64
             * @description The version that was read: VERSION_CONFLICT where it is not the newest.
             * @example 1
             */
            version: number;
        };
        TariffSlot: {
            /**
             * @description Decimal per kWh without value added tax; null where it is unknown.
             * @example 0.3012
             */
            buy_rate: string | null;
            /**
             * @description Why it is: no component prices energy then; a price series, the amount used so far, what flows the other way, or a day of the calendar decides; it is not one rate in all of the slot; no version holds.
             * @example NEEDS_SERIES
             * @enum {string}
             */
            buy_unknown?: "UNPRICED" | "NEEDS_SERIES" | "NEEDS_COUNTER" | "NEEDS_NETTING" | "NEEDS_DAY" | "CHANGES" | "NO_VERSION";
            /**
             * Format: date-time
             * @description Its start, aligned in UTC.
             * @example 2026-06-01T00:00:00Z
             */
            from: string;
            /**
             * @description Whether a band that is marked so prices energy then.
             * @example true
             */
            peak_flag: boolean;
            /**
             * @description As buy_rate.
             * @example 0.081
             */
            sell_rate: string | null;
            /**
             * @description As buy_unknown.
             * @example UNPRICED
             * @enum {string}
             */
            sell_unknown?: "UNPRICED" | "NEEDS_SERIES" | "NEEDS_COUNTER" | "NEEDS_NETTING" | "NEEDS_DAY" | "CHANGES" | "NO_VERSION";
        };
        TariffStep: {
            /**
             * @description Decimal, per unit.
             * @example 0.31
             */
            price: string;
            /**
             * @description Where it ends, not included; none of the last.
             * @example 2500
             */
            up_to?: string;
        };
        TariffTiers: {
            steps: components["schemas"]["TariffStep"][];
            /**
             * @example kWh
             * @enum {string}
             */
            unit: "kWh" | "kWh/day" | "kWh/kW";
        };
        TariffTrial: {
            /**
             * @example TIME_OF_USE
             * @enum {string}
             */
            rate_structure: "FLAT" | "TIME_OF_USE" | "TIERED" | "DYNAMIC";
            /** @description Those in which no component prices imported energy. */
            unpriced: components["schemas"]["TariffWindow"][];
            /** @description Each minute of the year is in one. */
            windows: components["schemas"]["TariffWindow"][];
        };
        TariffVersion: {
            /**
             * @description CIVIL: with summer time; STANDARD: without, all year.
             * @example CIVIL
             * @enum {string}
             */
            clock: "CIVIL" | "STANDARD" | "UTC";
            components: components["schemas"]["TariffComponent"][];
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /** @description Null where no band is about holidays. */
            holidays?: components["schemas"]["TariffHolidays"] | null;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000041
             */
            id: string;
            /**
             * Format: date-time
             * @description Since when anybody could know it; now where it is left out.
             * @example 2025-11-20T00:00:00Z
             */
            known_at?: string | null;
            /**
             * @description How the price of imported energy comes about.
             * @example TIME_OF_USE
             * @enum {string}
             */
            rate_structure: "FLAT" | "TIME_OF_USE" | "TIERED" | "DYNAMIC";
            /**
             * @description How the amount of a line is rounded, once; HALF_UP goes away from zero.
             * @example HALF_EVEN
             * @enum {string}
             */
            rounding: "HALF_EVEN" | "HALF_UP";
            /**
             * @description IANA name of the zone whose clocks its hours are of.
             * @example Europe/Berlin
             */
            time_zone: string;
            /** @description Those of windows in which no component prices imported energy. */
            unpriced: components["schemas"]["TariffWindow"][];
            /**
             * Format: date-time
             * @description The first instant at which it holds, the start of a quarter hour.
             * @example 2026-01-01T00:00:00+01:00
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more; null for no end. One that ends where it begins was withdrawn.
             * @example 2027-01-01T00:00:00+01:00
             */
            valid_to?: string | null;
            /**
             * Format: int64
             * @description Counts how often its end was changed.
             * @example 1
             */
            version: number;
            /** @description Each minute of the year is in one. */
            windows: components["schemas"]["TariffWindow"][];
        };
        TariffVersionFields: {
            /**
             * @description CIVIL: with summer time; STANDARD: without, all year.
             * @example CIVIL
             * @enum {string}
             */
            clock: "CIVIL" | "STANDARD" | "UTC";
            /** @description In the order in which a bill lists them. */
            components: components["schemas"]["TariffComponentFields"][];
            /**
             * @description ISO 4217.
             * @example EUR
             */
            currency: string;
            /** @description Null where no band is about holidays. */
            holidays?: components["schemas"]["TariffHolidays"] | null;
            /**
             * Format: date-time
             * @description Since when anybody could know it; now where it is left out.
             * @example 2025-11-20T00:00:00Z
             */
            known_at?: string | null;
            /**
             * @description How the amount of a line is rounded, once; HALF_UP goes away from zero.
             * @example HALF_EVEN
             * @enum {string}
             */
            rounding: "HALF_EVEN" | "HALF_UP";
            /**
             * @description IANA name of the zone whose clocks its hours are of.
             * @example Europe/Berlin
             */
            time_zone: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds, the start of a quarter hour.
             * @example 2026-01-01T00:00:00+01:00
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description The first instant at which it holds no more; null for no end. One that ends where it begins was withdrawn.
             * @example 2027-01-01T00:00:00+01:00
             */
            valid_to?: string | null;
        };
        TariffWindow: {
            /**
             * @description Decimal per kWh without value added tax; null where it is unknown.
             * @example 0.3012
             */
            buy_rate: string | null;
            /**
             * @description Why it is: no component prices energy then; a price series, the amount used so far, what flows the other way, or a day of the calendar decides; it is not one rate in all of the slot; no version holds.
             * @example NEEDS_SERIES
             * @enum {string}
             */
            buy_unknown?: "UNPRICED" | "NEEDS_SERIES" | "NEEDS_COUNTER" | "NEEDS_NETTING" | "NEEDS_DAY" | "CHANGES" | "NO_VERSION";
            /** @example 06:00 */
            from: string;
            /**
             * @description Those that are holidays; else those that are none.
             * @example false
             */
            holiday: boolean;
            /**
             * @example [
             *       4,
             *       5,
             *       6,
             *       7,
             *       8,
             *       9
             *     ]
             */
            months: number[];
            /**
             * @description Whether a band that is marked so prices energy then.
             * @example true
             */
            peak_flag: boolean;
            /**
             * @description As buy_rate.
             * @example 0.081
             */
            sell_rate: string | null;
            /**
             * @description As buy_unknown.
             * @example UNPRICED
             * @enum {string}
             */
            sell_unknown?: "UNPRICED" | "NEEDS_SERIES" | "NEEDS_COUNTER" | "NEEDS_NETTING" | "NEEDS_DAY" | "CHANGES" | "NO_VERSION";
            /**
             * @description Months, days and hours of the version's clock.
             * @example APR-SEP MON-FRI 06:00-22:00
             */
            time_window: string;
            /** @example 22:00 */
            to: string;
            /**
             * @example [
             *       "MON",
             *       "TUE",
             *       "WED",
             *       "THU",
             *       "FRI"
             *     ]
             */
            weekdays: string[];
        };
        TelemetryDrop: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /**
             * Format: date-time
             * @description What is older was removed.
             * @example 2024-06-01T00:00:00Z
             */
            kept_from: string;
            /**
             * Format: int64
             * @description How many samples, rollups, points of forecasts, balancing cycles or orders of those.
             * @example 126720
             */
            rows: number;
            /**
             * @example raw
             * @enum {string}
             */
            tier: "raw" | "15m" | "1h" | "1d" | "forecast" | "cycles" | "orders";
        };
        TelemetryPoint: {
            /**
             * @description Id or key of an asset.
             * @example meter0
             */
            assetId: string;
            /**
             * @description An alias that states its unit.
             * @example power_kw
             */
            metric: string;
            /**
             * @description GOOD if not given.
             * @example GOOD
             * @enum {string}
             */
            qualityFlag?: "GOOD" | "UNCERTAIN" | "BAD" | "SUBSTITUTED";
            /**
             * @description Where the value is from, in the sender's words; not stored.
             * @example scada
             */
            source?: string;
            /**
             * @description Unix seconds or an RFC 3339 string.
             * @example 1780315200
             */
            ts: unknown;
            /**
             * Format: double
             * @description In the unit of the metric.
             * @example 3.2
             */
            value: number;
        };
        TelemetryPolicy: {
            /**
             * Format: int64
             * @description Channels the tenant may have; null for any number.
             * @example 10000
             */
            channels: number | null;
            /**
             * Format: int64
             * @description Days that balancing cycles in their turn are kept that passed no limit and were decided, and the orders that carried them out: at least 7; 90 where it is left out.
             * @example 90
             */
            cycle_days?: number;
            /**
             * Format: int64
             * @description Days that all other balancing cycles are kept, and the orders that carried them out: those that somebody asked for, that passed a limit, or were not decided. Not fewer than cycle_days; a year where it is left out.
             * @example 366
             */
            cycle_kept_days?: number;
            /**
             * Format: int64
             * @description Days that local days are kept, not fewer than hours; null for ever.
             * @example 3660
             */
            day_days: number | null;
            /**
             * Format: int64
             * @description Days that hours are kept, not fewer than quarter hours; null for ever.
             * @example 3660
             */
            hour_days: number | null;
            /**
             * Format: int64
             * @description Days that quarter hours are kept: at least 400, for reports of a year, and not fewer than samples.
             * @example 3660
             */
            quarter_days: number;
            /**
             * Format: int64
             * @description Days that samples are kept: at least 40, longer than late ones are accepted.
             * @example 730
             */
            raw_days: number;
            /**
             * Format: int64
             * @description Samples a second that may come in, over ten seconds; null for any number. More is refused SAMPLE_QUOTA with Retry-After, and edges keep it meanwhile.
             * @example 5000
             */
            samples_per_second: number | null;
            /**
             * Format: int64
             * @description The version that was read; 0 where the default holds.
             * @example 1
             */
            version: number;
        };
        TelemetryPolicyState: {
            /**
             * Format: int64
             * @description Channels the tenant may have; null for any number.
             * @example 10000
             */
            channels: number | null;
            /**
             * Format: int64
             * @description Days that balancing cycles in their turn are kept that passed no limit and were decided, and the orders that carried them out: at least 7; 90 where it is left out.
             * @example 90
             */
            cycle_days?: number;
            /**
             * Format: int64
             * @description Days that all other balancing cycles are kept, and the orders that carried them out: those that somebody asked for, that passed a limit, or were not decided. Not fewer than cycle_days; a year where it is left out.
             * @example 366
             */
            cycle_kept_days?: number;
            /**
             * Format: int64
             * @description Days that local days are kept, not fewer than hours; null for ever.
             * @example 3660
             */
            day_days: number | null;
            /** @description The newest removals of what was over. */
            drops: components["schemas"]["TelemetryDrop"][];
            /**
             * Format: int64
             * @description Days that hours are kept, not fewer than quarter hours; null for ever.
             * @example 3660
             */
            hour_days: number | null;
            /**
             * Format: int64
             * @description Days that quarter hours are kept: at least 400, for reports of a year, and not fewer than samples.
             * @example 3660
             */
            quarter_days: number;
            /**
             * Format: int64
             * @description Days that samples are kept: at least 40, longer than late ones are accepted.
             * @example 730
             */
            raw_days: number;
            /**
             * Format: int64
             * @description Samples a second that may come in, over ten seconds; null for any number. More is refused SAMPLE_QUOTA with Retry-After, and edges keep it meanwhile.
             * @example 5000
             */
            samples_per_second: number | null;
            /**
             * Format: int64
             * @description Channels the tenant has.
             * @example 88
             */
            used_channels: number;
            /**
             * Format: int64
             * @description The version that was read; 0 where the default holds.
             * @example 1
             */
            version: number;
        };
        TelemetryStage: {
            figures: components["schemas"]["StageFigure"][];
            /**
             * @example CLEANED
             * @enum {string}
             */
            stage: "RECEIVED" | "CLEANED" | "STORED" | "ROLLED_UP" | "COUNTED" | "VIRTUAL";
        };
        TelemetryStages: {
            /**
             * Format: date-time
             * @description When the process that answers has started to count.
             * @example 2026-06-01T08:00:00Z
             */
            since: string;
            /** @description In the order in which samples go through them, all of them. */
            stages: components["schemas"]["TelemetryStage"][];
            /**
             * Format: date-time
             * @description Up to when the quarter hours of everything that was stored are rolled up; null where another process does it, or this one has not come to the end yet.
             * @example 2026-06-01T12:00:00Z
             */
            through: string | null;
        };
        Tenant: {
            /**
             * Format: uuid
             * @example 0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21
             */
            id: string;
            /** @example Demo */
            name: string;
        };
        TenantChange: {
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
            /**
             * @description Stands in the tenant's log.
             * @example invoice 12 is open
             */
            why: string;
        };
        TenantList: {
            /** @description By name. */
            items: components["schemas"]["TenantRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        TenantRecord: {
            /**
             * @description The region whose rules its data is kept by.
             * @example EU
             */
            compliance_region: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            created_at: string;
            /**
             * Format: uuid
             * @example 018f3b1e-0000-7000-8000-000000000001
             */
            id: string;
            /** @example Plant north */
            name: string;
            /**
             * @description PLATFORM is the one tenant of those who run the platform.
             * @example STANDARD
             */
            plan: string;
            /**
             * @description The users, keys and edges of a SUSPENDED tenant are refused.
             * @example ACTIVE
             * @enum {string}
             */
            status: "ACTIVE" | "SUSPENDED";
            /**
             * Format: int64
             * @description Counts the changes.
             * @example 1
             */
            version: number;
            /**
             * @description Why it was changed last.
             * @example contract 7
             */
            why: string;
        };
        ThingPageAllocationRecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["AllocationRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThingPageAssetRecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["AssetRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThingPageConnectionRecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["ConnectionRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThingPageConstraintRecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["ConstraintRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThingPageContractRecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["ContractRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThingPageEVSERecord: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["EVSERecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        ThresholdsView: {
            /**
             * Format: int64
             * @example 60
             */
            freshness_seconds: number;
        };
        TopologyEdit: {
            /** @description The whole tree anew. */
            nodes?: components["schemas"]["MicrogridNode"][] | null;
            /** @description Changes, in their order. */
            operations?: components["schemas"]["TopologyOperation"][] | null;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 3
             */
            version: number;
        };
        TopologyOperation: {
            node: components["schemas"]["MicrogridNode"];
            /**
             * @description A move reads parent_node_id alone, a removal node_id; an update replaces everything but the parent.
             * @example move
             * @enum {string}
             */
            op: "add" | "update" | "move" | "remove";
        };
        TopologyView: {
            microgrid: components["schemas"]["MicrogridRoot"];
            /** @description By display_order, then by id. */
            nodes: components["schemas"]["MicrogridNode"][];
        };
        TOULimits: {
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000037
             */
            circuit_id: string;
            limits: components["schemas"]["TOURow"][];
            /**
             * Format: uuid
             * @description The node that stands for it.
             * @example 0198c0de-0000-7000-8000-000000000031
             */
            node_id: string;
            /**
             * @description Of the IANA database.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        TOURow: {
            /**
             * @description Local time.
             * @example 16:00
             */
            from: string;
            /**
             * Format: int64
             * @description 0 is a cap of nothing.
             * @example 40000
             */
            limit_watts: number;
            /**
             * @description End, not included; 24:00 is allowed, and one that is not after from is on the next day.
             * @example 20:00
             */
            to: string;
            /**
             * @description MON to SUN.
             * @example [
             *       "MON",
             *       "TUE"
             *     ]
             */
            weekdays: string[];
        };
        TOUSchedule: {
            limits: components["schemas"]["TOURow"][];
            /**
             * @description Of the IANA database.
             * @example Europe/Berlin
             */
            time_zone: string;
        };
        TrafficPage: {
            /** @description The newest first. */
            items: components["schemas"]["TrafficRecord"][];
            /**
             * @description Cursor of the next page; empty on the last.
             * @example
             */
            next: string;
        };
        TrafficRecord: {
            /**
             * @description Who asked.
             * @example user:0198c0de-0000-7000-8000-000000000001
             */
            actor: string;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /**
             * Format: int64
             * @example 4711
             */
            event_id: number;
            /**
             * Format: uuid
             * @example 0198c0de-0000-7000-8000-000000000030
             */
            microgrid_id: string;
            /**
             * @example compatibility.circuit_alias_applied
             * @enum {string}
             */
            name: "compatibility.circuit_alias_applied" | "compatibility.alias_failed" | "compatibility.scheduled_rebalance_skipped" | "compatibility.tou_limits_translated";
            /**
             * @description circuit_id, and node_id, path, scheduled_at and reason_code as far as the event has them.
             * @example {
             *       "circuit_id": "0198c0de-0000-7000-8000-000000000037",
             *       "path": "HTTP"
             *     }
             */
            payload: unknown;
        };
        TrialAlarm: {
            /** @example battery0 */
            asset: string;
            /**
             * Format: date-time
             * @description Null where it would still be open.
             * @example 2026-06-01T12:10:00Z
             */
            cleared_at: string | null;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            raised_at: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /** @example House north */
            site_name: string;
            /** @example Batterie fast leer: battery0.SOC 9 < 10 */
            text_de: string;
            /** @example Battery nearly empty: battery0.SOC 9 < 10 */
            text_en: string;
        };
        TrialReading: {
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            at: string;
            /** @example GOOD */
            quality: string;
            /**
             * Format: double
             * @description Null where an input has none.
             * @example 1200
             */
            value: number | null;
        };
        User: {
            /** @example Erika Muster */
            display_name: string;
            /** @example owner@example.com */
            email: string;
            /**
             * Format: uuid
             * @example 5b7a9c0e-52a1-4a2e-8a55-2f3a2f2b9c11
             */
            id: string;
            /**
             * @description Language the person prefers: en or de.
             * @example de
             */
            language: string;
        };
        VirtualChannel: {
            /**
             * Format: date-time
             * @example 2026-06-02T12:00:00Z
             */
            changed_at: string;
            /**
             * @description Arithmetic over the names of inputs: + - * /, comparisons, ?:, abs, ceil, floor, max, min, round.
             * @example grid - ev
             */
            formula: string;
            /**
             * Format: uuid
             * @example d4061f57-4e5f-4081-9c23-456789abcdef
             */
            id: string;
            /**
             * @description Channels of the site by the names they have in the formula.
             * @example {
             *       "ev": "charger0.ActivePower",
             *       "grid": "meter0.ActivePower"
             *     }
             */
            inputs: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description How long a value of an input holds until its next.
             * @example 120
             */
            max_age_seconds: number;
            /**
             * @description The asset it belongs to, a dot, and a name that no measured channel has.
             * @example meter0.HouseLoad
             */
            name: string;
            /**
             * Format: uuid
             * @example 6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10
             */
            site_id: string;
            /**
             * @description Canonical unit of the result; empty for the one the formula has.
             * @example
             */
            unit: string;
            /**
             * Format: date-time
             * @description It is computed like this from here on.
             * @example 2026-06-01T12:00:00Z
             */
            valid_from: string;
            /**
             * Format: int64
             * @description Counts the changes; a change names the version it has read.
             * @example 1
             */
            version: number;
        };
        VirtualChannelChange: {
            /**
             * @description Arithmetic over the names of inputs: + - * /, comparisons, ?:, abs, ceil, floor, max, min, round.
             * @example grid - ev
             */
            formula: string;
            /**
             * @description Channels of the site by the names they have in the formula.
             * @example {
             *       "ev": "charger0.ActivePower",
             *       "grid": "meter0.ActivePower"
             *     }
             */
            inputs: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description How long a value of an input holds until its next.
             * @example 120
             */
            max_age_seconds: number;
            /**
             * @description The asset it belongs to, a dot, and a name that no measured channel has.
             * @example meter0.HouseLoad
             */
            name: string;
            /**
             * @description Canonical unit of the result; empty for the one the formula has.
             * @example
             */
            unit: string;
            /**
             * Format: int64
             * @description The version that was read.
             * @example 1
             */
            version: number;
        };
        VirtualChannelDraft: {
            /**
             * @description Arithmetic over the names of inputs: + - * /, comparisons, ?:, abs, ceil, floor, max, min, round.
             * @example grid - ev
             */
            formula: string;
            /**
             * @description Channels of the site by the names they have in the formula.
             * @example {
             *       "ev": "charger0.ActivePower",
             *       "grid": "meter0.ActivePower"
             *     }
             */
            inputs: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description How long a value of an input holds until its next.
             * @example 120
             */
            max_age_seconds: number;
            /**
             * @description The asset it belongs to, a dot, and a name that no measured channel has.
             * @example meter0.HouseLoad
             */
            name: string;
            /**
             * @description Canonical unit of the result; empty for the one the formula has.
             * @example
             */
            unit: string;
        };
        VirtualChannelList: {
            /** @description By asset and name. */
            items: components["schemas"]["VirtualChannel"][];
        };
        VirtualChannelTrial: {
            /** @description Its readings; of many, every so many. */
            course: components["schemas"]["TrialReading"][];
            /**
             * Format: date-time
             * @example 2026-05-31T12:00:00Z
             */
            from: string;
            /**
             * Format: int64
             * @description At which it would have been computed.
             * @example 8640
             */
            instants: number;
            /**
             * Format: int64
             * @description Of which it would have had a value.
             * @example 8600
             */
            known: number;
            /**
             * Format: date-time
             * @example 2026-06-01T12:00:00Z
             */
            to: string;
            /** @example W */
            unit: string;
        };
        Ways: {
            /**
             * Format: int64
             * @description The least characters of a new password.
             * @example 12
             */
            min_password: number;
            /** @example true */
            password: boolean;
            /**
             * @description What the identity provider is called; empty where there is none.
             * @example Plant north ID
             */
            provider: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "acknowledge-alarm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alarm. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmAcknowledgement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "alarm-history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alarm. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmHistory"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "shelve-alarm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alarm. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmShelving"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "unshelve-alarm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alarm. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmUnshelving"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    allocations: {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description Those of this asset, or under this contract, alone. */
                asset_or_contract?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageAllocationRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-allocation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllocationRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllocationRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "all-assets": {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description What it can do. */
                nature?: string;
                /** @description Parts of this asset alone. */
                parent_asset_id?: string;
                /** @description Those of this site alone. */
                site?: string;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageAssetRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-asset": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                /** @description Changes of this sort only. */
                action?: "INSERT" | "UPDATE" | "DELETE";
                /** @description Changes by this actor only, as entries name it. */
                actor?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Changes of this table only. */
                entity?: string;
                /** @description Changes of the row with this id only. */
                entity_id?: string;
                /** @description Changed at or after, RFC 3339. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Changes at this site only. */
                site?: string;
                /** @description Changed before, RFC 3339. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "audit-export": {
        parameters: {
            query?: {
                /** @description Changes of this sort only. */
                action?: "INSERT" | "UPDATE" | "DELETE";
                /** @description Changes by this actor only, as entries name it. */
                actor?: string;
                /** @description Changes of this table only. */
                entity?: string;
                /** @description Changes of the row with this id only. */
                entity_id?: string;
                /** @description Changed at or after, RFC 3339. */
                from?: string;
                /** @description Changes at this site only. */
                site?: string;
                /** @description Changed before, RFC 3339. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per entry under a line of names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "balance-disputes": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Those of this group alone. */
                group?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those that are open alone. */
                open?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceDisputePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resolve-dispute": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolutionFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceDispute"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "balance-groups": {
        parameters: {
            query?: {
                /** @description Those that are archived too. */
                archived?: boolean;
                /** @description The next of the page before. */
                cursor?: string;
                kind?: "SOURCE" | "CONSUMER" | "STORAGE" | "AGGREGATE" | "EXTERNAL";
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                /** @description Those that settle to this group alone. */
                superior?: string;
                /** @description A part of the name, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceGroupPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-balance-group": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BalanceGroupFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceGroup"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "balance-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceGroup"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-balance-group": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BalanceGroupRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceGroup"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "group-balance": {
        parameters: {
            query: {
                /** @description Start of a quarter hour. */
                from: string;
                /** @description Start of a later one, not included; at most 31 days and an hour. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupBalance"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "group-balance-file": {
        parameters: {
            query: {
                /** @description Start of a quarter hour. */
                from: string;
                /** @description Start of a later one, not included; at most 31 days and an hour. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "group-postings-file": {
        parameters: {
            query: {
                /** @description Start of a quarter hour. */
                from: string;
                /** @description Start of a later one, not included; at most 31 days and an hour. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "settlement-rules": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettlementRulePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-settlement-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettlementRuleFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettlementRule"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "seal-balance": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The group. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SealFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceSeal"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "balance-seals": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Those of this group alone. */
                group?: string;
                /** @description Items of a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceSealPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "billing-runs": {
        parameters: {
            query?: {
                /** @description Those of this contract alone. */
                contract?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                status?: "DRAFT" | "POSTED" | "CANCELLED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRunPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-billing-run": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The billing run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BillingRunRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRun"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "charging-sessions": {
        parameters: {
            query?: {
                /** @description Sessions at the charger with this key only. */
                asset?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Sessions at the charger with this EVSE only. */
                evse?: string;
                /** @description With a part at or after, RFC 3339. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Only what goes on, or all but that. */
                open?: "only" | "without";
                /** @description Sessions at this site only. */
                site?: string;
                /** @description With a part before, RFC 3339. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargingSessionPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "report-charging-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChargingSessionReport"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargingSession"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "charging-sessions-export": {
        parameters: {
            query?: {
                /** @description Sessions at the charger with this key only. */
                asset?: string;
                /** @description Sessions at the charger with this EVSE only. */
                evse?: string;
                /** @description With a part at or after, RFC 3339. */
                from?: string;
                /** @description Only what goes on, or all but that. */
                open?: "only" | "without";
                /** @description Sessions at this site only. */
                site?: string;
                /** @description With a part before, RFC 3339. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per session under a line of names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "charging-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargingSession"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rebalance-circuit": {
        parameters: {
            query?: never;
            header?: {
                /** @description Stands for correlation_id where that is absent. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The circuit. */
                circuit_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CircuitRebalance"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCircuitCycle"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "circuit-tou-limits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The circuit. */
                circuit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyTOULimits"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-circuit-tou-limits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The circuit. */
                circuit_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TOUSchedule"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyTOULimits"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "circuit-event": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LegacyEvent"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyLegacyEventResult"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "circuit-traffic": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description How many. */
                limit?: number;
                /** @description Only that of this microgrid. */
                microgrid_id?: string;
                /** @description Only these. */
                name?: "compatibility.circuit_alias_applied" | "compatibility.alias_failed" | "compatibility.scheduled_rebalance_skipped" | "compatibility.tou_limits_translated";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrafficPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "circuit-usage": {
        parameters: {
            query?: {
                /** @description Only this circuit. */
                circuit_id?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Only where a call failed. */
                failing?: boolean;
                /** @description Calls since this instant; those of the last 31 days where it is absent. */
                from?: string;
                /** @description How many. */
                limit?: number;
                /** @description Only this microgrid. */
                microgrid_id?: string;
                /** @description Only by this path. */
                path?: "HTTP" | "EVENT" | "SCHEDULED" | "TOU_LIMITS";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CircuitUsagePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    commands: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Only commands that may still come to something. */
                open?: boolean;
                /** @description Commands to this site only. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-command": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    command: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The command. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    contracts: {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                contract_type?: "PPA" | "RETAIL" | "FEED_IN" | "FLEXIBILITY";
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageContractRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-contract": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContractFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-contract": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContractRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "control-policies": {
        parameters: {
            query?: {
                /** @description Those out of use too. */
                archived?: boolean;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                objective?: "COST_MIN" | "CO2_MIN" | "RESILIENCE_MAX";
                scope?: "SITE" | "ASSET" | "PORTFOLIO";
                /** @description Those for this site or an asset of it alone. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlPolicyPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-control-policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewControlPolicy"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlPolicy"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "control-policy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlPolicy"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-control-policy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlPolicyRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlPolicy"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-dispatch-plan": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The policy. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDispatchPlan"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPlan"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "data-model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataModel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "data-model-rows": {
        parameters: {
            query?: {
                /** @description Name of the table. */
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelRows"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "data-model-stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelemetryStages"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "save-circuit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The circuit. */
                circuit_id: string;
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CircuitRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCircuitRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-circuit": {
        parameters: {
            query: {
                /** @description The version that was read. */
                version: number;
            };
            header?: never;
            path: {
                /** @description The circuit. */
                circuit_id: string;
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCircuitRemoval"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "circuit-capacity": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Changes of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The circuit. */
                circuit_id: string;
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCapacityHistory"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "depot-microgrid": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyDepotMicrogrid"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "record-depot-status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusReport"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyStatusEvent"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resync-microgrid": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                depot_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyResyncView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "dispatch-commands": {
        parameters: {
            query?: {
                /** @description Those of this asset alone. */
                asset_id?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description The first instant of the time that is asked for. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this plan alone. */
                plan_id?: string;
                result?: "PENDING" | "MISSED" | "CANCELLED" | "ISSUED" | "ACCEPTED" | "REJECTED" | "CLAMPED" | "EXECUTED" | "FAILED" | "EXPIRED";
                /** @description Those at this site alone. */
                site?: string;
                /** @description The first instant behind it. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchCommandPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "dispatch-plans": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description The first instant of the time that is asked for. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this policy alone. */
                policy_id?: string;
                /** @description Those of policies for this site or an asset of it alone. */
                site?: string;
                status?: "DRAFT" | "ACTIVE" | "SUPERSEDED" | "WITHDRAWN" | "ENDED";
                /** @description The first instant behind it. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPlanPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "dispatch-plan": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The plan. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPlan"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "activate-dispatch-plan": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The plan. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPlan"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "dispatch-plan-commands": {
        parameters: {
            query?: {
                /** @description Those of this asset alone. */
                asset_id?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description The first instant of the time that is asked for. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                result?: "PENDING" | "MISSED" | "CANCELLED" | "ISSUED" | "ACCEPTED" | "REJECTED" | "CLAMPED" | "EXECUTED" | "FAILED" | "EXPIRED";
                /** @description The first instant behind it. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The plan. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchCommandPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "withdraw-dispatch-plan": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The plan. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPlan"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edges: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Edges of this site only. */
                site?: string;
                /** @description Edges in this state only. */
                state?: "PENDING" | "ENROLLED" | "REVOKED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Edge"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rename-edge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EdgeChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Edge"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edge-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeWithCode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edge-configuration": {
        parameters: {
            query?: {
                /** @description The version, 0 for what the edge began with; without it the newest that runs or may still come to. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeConfiguration"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edge-configuration-changes": {
        parameters: {
            query?: {
                /** @description The version before. */
                from?: number;
                /** @description The version after. */
                to?: number;
            };
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteFileChanges"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edge-configurations": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                before?: number;
                /** @description Items of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeConfigurationPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "configure-edge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SiteFileDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeConfiguration"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "restore-edge-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Restoration"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeConfiguration"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-edge-device": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeConfiguration"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rotate-edge-key": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotationRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Edge"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-edge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The edge. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Edge"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "emission-factors": {
        parameters: {
            query?: {
                /** @description What was believed then; without it, what is believed now. */
                as_of?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Start of the time asked about. */
                from?: string;
                /** @description Any without it. */
                kind?: "DIRECT" | "LIFECYCLE" | "MARGINAL" | "AVERAGE";
                /** @description Items of a page. */
                limit?: number;
                /** @description The method's id; any without it. */
                method?: string;
                /** @description Any without it. */
                quality?: "FORECAST" | "PROVISIONAL" | "FINAL";
                /** @description Country or bidding zone; any without it. */
                region?: string;
                /** @description Who publishes it; any without it. */
                source?: string;
                /** @description Its end, not included. */
                to?: string;
                /** @description The method's version; any without it. */
                version?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmissionFactorPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "publish-emission-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorPublication"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeliefAnswer"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "emission-factor": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The factor. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmissionFactor"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bring-emission-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorFile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeliefReport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "emission-methods": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Country or bidding zone; any without it. */
                region?: string;
                /** @description Who publishes it; any without it. */
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmissionMethodPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "energy-postings": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Of this quarter hour and later. */
                from?: string;
                /** @description Those of this group alone. */
                group?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Of earlier quarter hours. */
                to?: string;
                /** @description Those of this transaction alone. */
                transaction?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyPostingPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "energy-transactions": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description That end later. */
                from?: string;
                /** @description In which this group gives or receives. */
                group?: string;
                /** @description Items of a page. */
                limit?: number;
                status?: "PROVISIONAL" | "FINAL";
                /** @description A part of the name, whatever its case. */
                text?: string;
                /** @description That begin earlier. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyTransactionPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "move-energy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnergyTransactionFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyTransaction"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "energy-transaction": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The transaction. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyTransaction"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "finalise-transaction": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The transaction. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyTransaction"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reverse-transaction": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The transaction. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReversalFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnergyTransaction"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "enrol-edge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enrolment"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolled"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-edge-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyChange"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                /** @description Events about the asset with this key only. */
                asset?: string;
                /** @description Events with this code only. */
                code?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Events about the device with this key only. */
                device?: string;
                /** @description Raised at or after, RFC 3339. */
                from?: string;
                /** @description Events of this kind only. */
                kind?: "ALARM" | "FAULT" | "OPERATOR_ACTION" | "STATE_TRANSITION" | "DOMAIN";
                /** @description Items of a page. */
                limit?: number;
                /** @description Only alarms that are not cleared. */
                open?: boolean;
                /** @description Events of this severity only. */
                severity?: "INFO" | "WARNING" | "SEVERE";
                /** @description Only what is put aside now, or all but that. */
                shelved?: "only" | "without";
                /** @description Events of this site only. */
                site?: string;
                /** @description Raised before, RFC 3339. */
                to?: string;
                /** @description Only alarms that nobody has acknowledged. */
                unacknowledged?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    evses: {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description Those of this asset alone. */
                asset_id?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageEVSERecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-evse": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EVSERevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EVSERecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grafana: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyOutputBody"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "grafana-annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnotationRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationAnswer"][] | null;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "grafana-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryAnswer"][] | null;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "grafana-search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchFound"][] | null;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "grid-connections": {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
                voltage_level?: "LOW" | "MEDIUM" | "HIGH";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageConnectionRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-grid-connection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "grid-constraints": {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description Those of this connection alone. */
                connection_id?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                type?: "EXPORT_LIMIT" | "REACTIVE_POWER" | "RAMP_RATE";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingPageConstraintRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-grid-constraint": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConstraintRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConstraintRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "import-places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ingest: {
        parameters: {
            query?: {
                /** @description The site; needed only where the credential reaches several. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadingBatch"] | components["schemas"]["ColumnBatch"] | components["schemas"]["ReadingIn"] | components["schemas"]["ParameterIn"] | components["schemas"]["TelemetryPoint"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestResult"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ingest-socket": {
        parameters: {
            query?: {
                /** @description The site; needed only where the credential reaches several. */
                site?: string;
            };
            header?: {
                /** @description websocket, with what else RFC 6455 asks for. */
                Upgrade?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A WebSocket; every message from the server is an IngestMessage. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestMessage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invoices: {
        parameters: {
            query?: {
                /** @description Those under this contract alone. */
                contract?: string;
                /** @description The next of the page before. */
                cursor?: string;
                direction?: "PAYABLE" | "RECEIVABLE";
                /** @description For a day from this one on. */
                from?: string;
                kind?: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this site alone. */
                site?: string;
                status?: "DRAFT" | "POSTED" | "SETTLED" | "CANCELLED";
                /** @description A part of number or counterparty, whatever its case. */
                text?: string;
                /** @description For a day before this one. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoicePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "invoices-file": {
        parameters: {
            query?: {
                /** @description Those under this contract alone. */
                contract?: string;
                direction?: "PAYABLE" | "RECEIVABLE";
                /** @description For a day from this one on. */
                from?: string;
                kind?: "CONSUMPTION" | "FEED_IN" | "FLEXIBILITY" | "CREDIT" | "OTHER";
                /** @description Those of this site alone. */
                site?: string;
                status?: "DRAFT" | "POSTED" | "SETTLED" | "CANCELLED";
                /** @description A part of number or counterparty, whatever its case. */
                text?: string;
                /** @description For a day before this one. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each line of an invoice under a line of names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-invoice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cancel-invoice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceCancellation"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "post-invoice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoicePosting"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "settle-invoice": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceSettlement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "import-invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceFile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceImport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                limit?: number;
                /** @description Only keys that hold, whose time is over, or that were revoked. */
                state?: "ACTIVE" | "EXPIRED" | "REVOKED";
                /** @description Part of a name, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["APIKeyList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-key": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["APIKeyRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAPIKey"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-key": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["APIKey"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accept-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkHolder"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "look-at-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkHolder"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "begin-login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Begin"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Begun"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "login-ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ways"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                /** @description Says that the browser came by the identity provider. */
                ohmstead_came?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedOut"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "control-points": {
        parameters: {
            query?: {
                /** @description Only those of this type. */
                capability_type?: "LOAD_BALANCING" | "PEAK_SHAVING" | "DER" | "ENERGY_OPTIMISATION";
                /** @description Only those of this node. */
                node_id?: string;
            };
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyControlPointList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "save-control-point": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The control point. */
                control_point_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlPointRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyControlPoint"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "status-events": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description First instant of observation. */
                from?: string;
                /** @description Events of a page. */
                limit?: number;
                /** @description End of observation, not included. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The control point. */
                control_point_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyStatusPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "record-status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The control point. */
                control_point_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusReport"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyStatusEvent"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cycles: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Cycles of a page. */
                limit?: number;
                /** @description Only those that came to this. */
                outcome?: "APPLIED" | "CURTAILED" | "REJECTED";
            };
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCyclePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cycle: {
        parameters: {
            query?: {
                /** @description Of the explanation. */
                language?: "en" | "de";
            };
            header?: never;
            path: {
                /** @description The cycle. */
                cycle_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCycleExplained"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cycle-execution": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The cycle. */
                cycle_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCycleExecution"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "node-limits": {
        parameters: {
            query?: {
                /** @description Only those of this node. */
                node_id?: string;
            };
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyNodeLimitList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "save-node-limit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeLimitRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyNodeLimitView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "microgrid-now": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyMicrogridNow"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    envelopes: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Only those of this type. */
                envelope_type?: "TOU_LIMIT" | "FORECAST" | "FALLBACK" | "OVERRIDE";
                /** @description Envelopes of a page. */
                limit?: number;
                /** @description Only those of this node. */
                node_id?: string;
                /** @description Only those of this status. */
                status?: "PENDING" | "ACTIVE" | "EXPIRED" | "WITHDRAWN" | "REJECTED";
            };
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyEnvelopePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    envelope: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The envelope. */
                envelope_id: string;
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyEnvelopeStoryView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rebalance: {
        parameters: {
            query?: never;
            header?: {
                /** @description Stands for correlation_id where that is absent. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RebalanceRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCycleView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "save-requests": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeafRequests"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyLeafRequests"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resources: {
        parameters: {
            query?: {
                /** @description Only nodes that stand for this kind of thing. */
                asset_type?: "CIRCUIT" | "CHARGE_POINT" | "CONNECTOR" | "POWER_SOURCE";
                /** @description Only what hangs on the virtual node of this name. */
                group?: string;
                /** @description Only this node and what hangs on it. */
                node_id?: string;
            };
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyResourceList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-actions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CandidateActions"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyCandidateVerdict"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "microgrid-status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyMicrogridStatus"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    topology: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyTopologyView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "edit-topology": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The microgrid. */
                microgrid_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopologyEdit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyTopologyView"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "notification-channels": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Channels of this kind alone. */
                kind?: "WEBHOOK" | "MAIL";
                /** @description Items of a page. */
                limit?: number;
                /** @description A part of the name, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannelList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-notification-channel": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again with the same key makes no second channel. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationChannelDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-notification-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationChannelChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationChannel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-notification-channel": {
        parameters: {
            query: {
                /** @description The version that was read. */
                version: number;
            };
            header?: never;
            path: {
                /** @description The channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-notification-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDelivery"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "notification-deliveries": {
        parameters: {
            query?: {
                /** @description Of this channel only. */
                channel?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description In this state only. */
                state?: "PENDING" | "SENT" | "DEAD";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDeliveryPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-notification-delivery": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The delivery. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDelivery"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-offline-meter": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The meter. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfflineMeterRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfflineMeter"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "offline-readings": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Readings of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The meter. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfflineReadingPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bring-offline-readings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The meter. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfflineFile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfflineReport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "org-nodes": {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
                /** @description This place and what lies below it alone. */
                below?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Places of this kind alone. */
                kind?: "ENTERPRISE" | "SITE" | "BUILDING" | "FLOOR" | "SPACE" | "EQUIPMENT";
                /** @description Items of a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNodePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-org-node": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrgNode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "org-node": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The place. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rename-org-node": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The place. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrgNodeChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "archive-org-node": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The place. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Archiving"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "org-node-kpis": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description What each line is of. A month counts as far as it lies within the dates. */
                interval?: "DAY" | "MONTH";
                /** @description The zone whose days are meant; the site's own if not given. A node whose sites lie in several needs one. */
                time_zone?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The node of the organisation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KPIs"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "org-node-kpis-file": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description What each line is of. A month counts as far as it lies within the dates. */
                interval?: "DAY" | "MONTH";
                /** @description The zone whose days are meant; the site's own if not given. A node whose sites lie in several needs one. */
                time_zone?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The node of the organisation. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "move-org-node": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The place. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrgNodeMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgNode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-places-table": {
        parameters: {
            query?: {
                /** @description What the lines are about. */
                kind?: "org_nodes" | "sites" | "assets" | "evses" | "grid_connections" | "grid_constraints" | "energy_contracts" | "asset_contract_links";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each, under a line of names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-places": {
        parameters: {
            query?: {
                /** @description This site alone, with what lies above it and the contracts under which something of it is promised. Without it, everything in sight. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lists of rows by kind. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenants: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                limit?: number;
                status?: "ACTIVE" | "SUSPENDED";
                /** @description Part of a name, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-tenant": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeTenant"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resume-tenant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "suspend-tenant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "portfolio-roi": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description The first local day. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Sites of this market region alone. */
                market_region?: string;
                /** @description Sites of this segment alone. */
                segment?: string;
                /** @description The first local day no more. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortfolioReturn"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "price-products": {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Country or bidding zone; any without it. */
                region?: string;
                /** @description Who publishes it; any without it. */
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceProductPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prices: {
        parameters: {
            query?: {
                /** @description What was believed then; without it, what is believed now. */
                as_of?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Start of the time asked about. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Country or bidding zone; any without it. */
                region?: string;
                /** @description Length of slots; any without it. */
                slot?: "5m" | "15m" | "30m" | "1h";
                /** @description Who publishes it; any without it. */
                source?: string;
                /** @description Its end, not included. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketPricePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "publish-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PricePublication"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeliefAnswer"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bring-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceFile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeliefReport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "report-subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportSubjects"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Reports of a page. */
                limit?: number;
                /** @description Only versions that no later one replaces. */
                newest?: boolean;
                /** @description Only those of this length. */
                period?: "DAY" | "WEEK";
                /** @description Only those about this site or node. */
                subject?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "run-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportRun"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The version. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullReport"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "report-file": {
        parameters: {
            query?: {
                /** @description html is a page to print. */
                format?: "csv" | "html" | "json";
                /** @description Of the page to print. */
                language?: "en" | "de";
            };
            header?: never;
            path: {
                /** @description The version. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleTable"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Rules of this site only. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRulePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-rule": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again with the same key makes no second rule. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmRuleDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-rule": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmRuleChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRule"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-rule": {
        parameters: {
            query: {
                /** @description The version that was read. */
                version: number;
            };
            header?: never;
            path: {
                /** @description The rule. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlarmRuleDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRuleTrial"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginSessionList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "site-map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteMap"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sites: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description These sites alone; may be repeated. */
                id?: string[];
                /** @description Items of a page. */
                limit?: number;
                /** @description Sites whose edge is so alone. */
                state?: "ONLINE" | "SILENT" | "NEVER_SEEN";
                /** @description A part of name or address, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitePage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-site": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SiteFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    site: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-site": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What is changed. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SiteRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-allocation": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllocationFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllocationRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assets: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description What it can do. */
                nature?: string;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-asset": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-billing-run": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BillingRunFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRun"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channel-settings": {
        parameters: {
            query?: {
                /** @description This channel only. */
                channel?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelSettingsList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-channel-settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelLimits"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelSettings"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channels: {
        parameters: {
            query?: {
                /** @description Key of the asset. */
                asset?: string;
                /** @description The next of the page before. */
                cursor?: string;
                kind?: "measurement" | "setpoint" | "state" | "interval";
                /** @description Items of a page. */
                limit?: number;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    control: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteControl"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    devices: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                protocol?: string;
                /** @description A part of what it is called, whatever its case. */
                text?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-edge": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EdgeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EdgeWithCode"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-evse": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EVSEFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EVSERecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecast: {
        parameters: {
            query?: {
                /** @description What was believed then; without it, what is believed now. */
                as_of?: string;
                /** @description Key of the asset; without it the site as a whole. */
                asset?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Start of the time asked about. */
                from?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Name of the channel. */
                metric?: string;
                /** @description Any without it. */
                model_version?: string;
                /** @description Its end, not included. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForecastPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "publish-forecast": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForecastIssue"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeliefAnswer"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-grid-connection": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-grid-constraint": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConstraintFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConstraintRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inventory: {
        parameters: {
            query?: {
                /** @description What is out of use too. */
                archived?: boolean;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inventory"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-invoice": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceRecord"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "site-kpis": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description What each line is of. A month counts as far as it lies within the dates. */
                interval?: "DAY" | "MONTH";
                /** @description The zone whose days are meant; the site's own if not given. A node whose sites lie in several needs one. */
                time_zone?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KPIs"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "site-kpis-file": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description What each line is of. A month counts as far as it lies within the dates. */
                interval?: "DAY" | "MONTH";
                /** @description The zone whose days are meant; the site's own if not given. A node whose sites lie in several needs one. */
                time_zone?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-limits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Limits"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readings"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "load-profile": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description The length of the slots. */
                period?: "15m" | "1h" | "1d";
                /** @description Apart by season: winter, transition and summer as VDEW counts them. */
                seasons?: boolean;
                /** @description LOAD, IMPORT, EXPORT, PV, CHARGED or DISCHARGED of the site's balance, or a channel with its asset, such as meter0.ActivePower. */
                series_ref?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadProfile"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "load-profile-file": {
        parameters: {
            query: {
                /** @description The first local day. */
                from: string;
                /** @description The load profile, or the load duration curve. */
                part?: "profile" | "duration";
                /** @description The length of the slots. */
                period?: "15m" | "1h" | "1d";
                /** @description Apart by season: winter, transition and summer as VDEW counts them. */
                seasons?: boolean;
                /** @description LOAD, IMPORT, EXPORT, PV, CHARGED or DISCHARGED of the site's balance, or a channel with its asset, such as meter0.ActivePower. */
                series_ref?: string;
                /** @description The day after the last. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "net-power": {
        parameters: {
            query?: {
                /** @description Length of an interval. */
                bucket?: "1m" | "5m" | "15m" | "1h";
                /** @description Start, RFC 3339; 24 h before the end if not given. */
                from?: string;
                /** @description End, not included, RFC 3339; now if not given. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetPower"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "offline-meters": {
        parameters: {
            query?: {
                /** @description Those out of use too. */
                archived?: boolean;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfflineMeterList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-offline-meter": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfflineMeterFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfflineMeter"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readings: {
        parameters: {
            query: {
                /** @description Asset and channel. */
                channel: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Start, RFC 3339. */
                from: string;
                /** @description Readings of a page. */
                limit?: number;
                /** @description End, not included, RFC 3339. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadingPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    series: {
        parameters: {
            query: {
                /** @description Length of an interval; 1d is a day of the site's time zone. */
                bucket?: "1m" | "5m" | "15m" | "1h" | "1d";
                /** @description Asset and channel; repeat it for several. */
                channel: string[];
                /** @description Start, RFC 3339. */
                from: string;
                /** @description End, not included, RFC 3339. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "series-export": {
        parameters: {
            query: {
                /** @description Length of an interval; raw is every stored reading, 1d a day of the site's time zone. */
                bucket?: "raw" | "1m" | "5m" | "15m" | "1h" | "1d";
                /** @description Asset and channel; repeat it for several. */
                channel: string[];
                /** @description Start, RFC 3339. */
                from: string;
                /** @description End, not included, RFC 3339. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per interval under a line of names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "series-parquet": {
        parameters: {
            query: {
                /** @description Length of an interval; raw is every stored reading, 1d a day of the site's time zone. */
                bucket?: "raw" | "1m" | "5m" | "15m" | "1h" | "1d";
                /** @description Asset and channel; repeat it for several. */
                channel: string[];
                /** @description Start, RFC 3339. */
                from: string;
                /** @description End, not included, RFC 3339. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row per interval. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the last event received; a browser sends it by itself. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. The data of `readings` is Readings, the data of `events` is Events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Readings"] | components["schemas"]["Events"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    summary: {
        parameters: {
            query?: {
                /** @description Day in the site's time zone; today if not given. */
                day?: string;
            };
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-tariff": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TariffVersionFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffTrial"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-tariff": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTariff"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "virtual-channels": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VirtualChannelList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-virtual-channel": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again with the same key makes no second channel. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtualChannelDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VirtualChannel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "try-virtual-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The site. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtualChannelDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VirtualChannelTrial"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-tariff-version": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The version. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TariffEnd"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tariffs: {
        parameters: {
            query?: {
                /** @description Those out of use too. */
                archived?: boolean;
                /** @description Those with a version that holds at this instant. */
                at?: string;
                /** @description Those under this contract alone. */
                contract?: string;
                /** @description The next of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Those of this market region alone. */
                market_region?: string;
                /** @description Those of this site alone. */
                site?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffPage"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tariff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tariff. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-tariff": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tariff. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TariffRevision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tariff-rates": {
        parameters: {
            query: {
                /** @description Start of the time. */
                from: string;
                /** @description How long a slot is. */
                slot?: "15m" | "1h";
                /** @description Its end, not included. */
                to: string;
            };
            header?: never;
            path: {
                /** @description The tariff. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffRates"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-tariff-version": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The tariff. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TariffVersionFields"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "telemetry-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelemetryPolicyState"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-telemetry-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TelemetryPolicy"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelemetryPolicyState"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    users: {
        parameters: {
            query?: {
                /** @description The next of the page before. */
                cursor?: string;
                limit?: number;
                /** @description Only people who hold this role somewhere. */
                role?: "owner" | "engineer" | "operator" | "analyst" | "viewer" | "settler";
                /** @description Only people of this status. */
                status?: "INVITED" | "ACTIVE" | "DISABLED";
                /** @description Part of a name or an e-mail, whatever its case. */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "invite-user": {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a request that is sent again one and the same. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "relink-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordLink"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "unlink-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "give-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleGrant"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "take-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The role held. */
                binding: string;
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-rows": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenRows"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginSessionList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "places-to-administer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceList"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "virtual-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The virtual channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VirtualChannel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-virtual-channel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The virtual channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtualChannelChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VirtualChannel"];
                };
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "archive-virtual-channel": {
        parameters: {
            query: {
                /** @description The version that was read. */
                version: number;
            };
            header?: never;
            path: {
                /** @description The virtual channel. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: a problem document. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
