// SPDX-License-Identifier: MIT
/// @file
/// Everything of the module cost: what does each answer cost, and what does a defence buy? It needs core and the
/// standard library only.
#ifndef PICKET_COST_HPP
#define PICKET_COST_HPP

#include <picket/core.hpp>
#include <picket/cost/air_policing.hpp>
#include <picket/cost/amount.hpp>
#include <picket/cost/bill.hpp>
#include <picket/cost/campaign.hpp>
#include <picket/cost/campaign_simulation.hpp>
#include <picket/cost/campaign_spec.hpp>
#include <picket/cost/closure.hpp>
#include <picket/cost/distribution.hpp>
#include <picket/cost/engagement.hpp>
#include <picket/cost/estimate.hpp>
#include <picket/cost/false_alarm.hpp>
#include <picket/cost/lanchester.hpp>
#include <picket/cost/learning_curve.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/cost/price.hpp>
#include <picket/cost/queue.hpp>
#include <picket/cost/raid.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/cost/raid_simulation.hpp>
#include <picket/cost/raid_spending.hpp>
#include <picket/cost/random.hpp>
#include <picket/cost/salvo_model.hpp>
#include <picket/cost/sensitivity.hpp>

#endif
