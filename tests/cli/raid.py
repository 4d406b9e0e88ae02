# SPDX-License-Identifier: MIT
"""picket raid: golden numbers, what is refused, and one report in three forms."""
import csv
import io
import json
import math
import os
import unittest
import xml.dom.minidom

from support import CliTest

DATA = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/data"))


def layer(pk, name="l", round_cost=1000, **more):
    return {"name": name, "round_cost": round_cost, "single_shot_pk": pk, **more}


def raid(*layers, count=20, **more):
    return {"version": 1, "currency": "USD", "price_year": 2025,
            "threats": [{"name": "t", "count": count, "unit_cost": 50, "value": 70}], "layers": list(layers), **more}


PRICES = {"version": 1, "prices": [
    {"item": "missile", "role": "interceptor", "quantity": "unit price", "low": 100, "high": 300,
     "distribution": "uniform", "currency": "USD", "price_year": 2025, "confidence": "B", "source": "somebody"},
    {"item": "old", "role": "interceptor", "quantity": "unit price", "low": 100, "high": 100, "currency": "USD",
     "price_year": 2020, "confidence": "A", "source": "somebody"},
    {"item": "foreign", "role": "interceptor", "quantity": "unit price", "low": 100, "high": 100, "currency": "EUR",
     "price_year": 2025, "confidence": "A", "source": "somebody"},
    {"item": "open", "role": "interceptor", "quantity": "unit price", "low": 100, "high": None, "currency": "USD",
     "price_year": 2025, "confidence": "A", "source": "somebody"}]}


class RaidTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("prices.json", json.dumps(PRICES))

    def report(self, scenario, *options):
        self.write("s.json", json.dumps(scenario))
        return json.loads(self.succeed("raid", "--scenario", "s.json", "--json", *options).out)


class Golden(RaidTest):
    def test_two_layers_without_limits(self):
        # leak probabilities 0.5 and 0.3: each of 20 leaks with 0.15, so leakers are binomial
        exact = self.report(raid(layer(0.5), layer(0.7, "m")))["exact"]
        self.assertEqual(exact["method"], "independent")
        leakers = dict(map(tuple, exact["leakers"]["distribution"]))
        self.assertAlmostEqual(exact["leakers"]["mean"], 3.0, delta=1e-12)
        self.assertAlmostEqual(exact["leakers"]["standard_deviation"], math.sqrt(20 * 0.15 * 0.85), delta=1e-12)
        self.assertAlmostEqual(exact["no_leaker_probability"], 0.0387595311, delta=1e-10)
        self.assertAlmostEqual(sum(leakers[k] for k in range(4)), 0.6477251742, delta=1e-10)
        self.assertEqual(exact["leakers"]["quantiles"], [[1, 0.05], [3, 0.5], [6, 0.95]])
        # 20 rounds, then one at each of 10 on average
        self.assertEqual([part["rounds"]["mean"] for part in exact["layers"]], [20, 10])
        self.assertAlmostEqual(exact["money"]["mean"], 30000, delta=1e-8)
        figures = exact["figures"]
        self.assertAlmostEqual(figures["cost_per_threat"], 1500, delta=1e-9)
        self.assertAlmostEqual(figures["cost_per_kill"], 30000 / 17, delta=1e-8)
        self.assertAlmostEqual(figures["cost_per_leaker"], 10000, delta=1e-8)
        self.assertAlmostEqual(figures["attacker_cost_per_defender_cost"], 1000 / 30000, delta=1e-12)
        self.assertAlmostEqual(figures["defender_cost_per_attacker_cost"], 30, delta=1e-11)
        self.assertAlmostEqual(figures["value_averted_less_money"], 17 * 70 - 30000, delta=1e-8)
        self.assertAlmostEqual(exact["value_lost"]["mean"], 210, delta=1e-10)

    def test_decoys_that_are_spared_are_no_real_leakers(self):
        # five drones killed, five decoys recognised: five leak, none of which matters
        scenario = raid(layer(1, against=[{"threat": "decoy", "taken_for_decoy": 1}]), count=5)
        scenario["threats"].append({"name": "decoy", "count": 5, "unit_cost": 5, "decoy": True})
        report = self.report(scenario, "--monte-carlo", "200")
        exact, played = report["exact"], report["monte_carlo"]
        self.assertEqual((exact["no_real_leaker_probability"], exact["no_leaker_probability"]), (1.0, 0.0))
        self.assertEqual(exact["real_leakers"]["distribution"], [[0, 1.0]])
        self.assertEqual(exact["real_leakers"]["quantiles"], [[0, 0.05], [0, 0.5], [0, 0.95]])
        self.assertEqual(exact["real_kills"]["mean"], 5)
        for figures in (exact["figures"], played["figures"]):
            self.assertEqual((figures["cost_per_real_kill"], figures["cost_per_leaker"]), (1000, 1000))
            self.assertIsNone(figures["cost_per_real_leaker"])  # by nothing
        self.assertEqual(played["real_leakers"]["distribution"], [[0, 1.0]])
        self.assertEqual((played["real_kills"]["mean"], played["real_kills"]["inside"]), (5, True))
        table = self.succeed("raid", "--scenario", "s.json", "--monte-carlo", "200").out
        for line in (("probability of no leaker", "0"), ("probability of no real leaker", "1"),
                     ("money per real kill", "1000"), ("money per real leaker", "infinite"),
                     ("real leakers", "0", "0", "0", "0", "0"), ("real leakers", "0", "0", "0", "0", "inside"),
                     ("real kills", "5", "5", "5", "5", "inside"), ("real leakers", "0", "0", "0")):
            self.assertIn(line, [tuple(w.strip() for w in row.split("  ") if w.strip()) for row in table.splitlines()])
        rows = self.succeed("raid", "--scenario", "s.json", "--csv").rows()
        self.assertEqual([r["value"] for r in rows if r["quantity"] == "no_real_leaker_probability"], ["1"])
        # a worse gun: the leakers that count are still the drones
        scenario["layers"][0]["single_shot_pk"] = 0.7
        exact = self.report(scenario)["exact"]
        self.assertAlmostEqual(exact["real_leakers"]["mean"], 1.5, delta=1e-14)
        self.assertAlmostEqual(exact["no_real_leaker_probability"], 0.7 ** 5, delta=1e-14)
        # without decoys there is nothing to tell apart
        self.report(raid(layer(0.5)), "--monte-carlo", "200")
        for form in ((), ("--json",), ("--csv",)):
            self.assertNotIn("real", self.succeed("raid", "--scenario", "s.json", "--monte-carlo", "200", *form).out)

    def test_a_magazine_that_runs_empty(self):
        for magazine, leakers in ((20, 6.0), (30, 1.8167103839)):
            exact = self.report(raid(layer(0.7, policy={"shoot_look_shoot": 2}, magazine=magazine)))["exact"]
            self.assertEqual(exact["method"], "one_class")
            self.assertAlmostEqual(exact["leakers"]["mean"], leakers, delta=1e-10)

    def test_one_round_at_one_threat(self):
        exact = self.report(raid(layer(0.25), count=1))["exact"]
        self.assertEqual(exact["leakers"]["distribution"], [[0, 0.25], [1, 0.75]])
        self.assertEqual(exact["money"]["distribution"], [[1000.0, 1.0]])
        self.assertEqual(exact["layers"][0]["kills"]["mean"], 0.25)

    def test_money_is_a_distribution_where_it_can_be_listed(self):
        exact = self.report(raid(layer(0.5), layer(0.5, "m", 10), count=3))["exact"]
        # 3 rounds of 1000, and a round of 10 at each of binomial(3, 1/2)
        self.assertEqual([[m, round(p, 12)] for m, p in exact["money"]["distribution"]],
                         [[3000.0, 0.125], [3010.0, 0.375], [3020.0, 0.375], [3030.0, 0.125]])
        self.assertEqual(exact["money"]["quantiles"], [[3000, 0.05], [3010, 0.5], [3030, 0.95]])
        self.assertEqual(exact["money"]["rounding_bound"], 0)
        # no common unit: amounts are rounded, by no more than the bound says
        odd = self.report(raid(layer(0.5, round_cost=math.pi), layer(0.5, "m", math.e), count=2))["exact"]["money"]
        self.assertGreater(odd["rounding_bound"], 0)
        self.assertLess(odd["rounding_bound"], 0.002 * odd["mean"])
        for (amount, p), (true, chance) in zip(odd["distribution"], [(0, 0.25), (1, 0.5), (2, 0.25)], strict=True):
            self.assertAlmostEqual(amount, 2 * math.pi + true * math.e, delta=odd["rounding_bound"] + 1e-12)
            self.assertAlmostEqual(p, chance, delta=1e-12)
        free = self.report(raid(layer(0.5, round_cost=0), count=3))["exact"]
        self.assertEqual(free["money"]["distribution"], [[0.0, 1.0]])
        self.assertIsNone(free["figures"]["attacker_cost_per_defender_cost"])  # by nothing

    def test_the_shipped_scenario(self):
        result = self.succeed("raid", "--scenario", os.path.join(DATA, "raid.json"), "--json")
        report = json.loads(result.out)
        self.assertEqual(report["exact"]["method"], "joint")
        self.assertEqual([k["count"] for k in report["exact"]["kinds"]], [10, 4])
        total = report["exact"]["kills"]["mean"] + report["exact"]["leakers"]["mean"]
        self.assertAlmostEqual(total, 14, delta=1e-9)
        by_item = {price["item"]: price for price in report["prices"]}
        self.assertEqual(by_item["Shahed-136 / Geran-2"]["confidence"], "D")
        self.assertEqual(by_item["IRIS-T SLM missile"]["conversions"],
                         ["1.13 USD per EUR, 2025 (assumption of this example, not a published rate)"])
        self.assertEqual(by_item["IRIS-T SLM missile"]["mean"], 1895000 * 1.13)
        # what the list mixes is said with the price, in both forms
        mixed = "is euros, entered as dollars: not exchanged"
        self.assertIn(mixed, by_item["AIM-120"]["basis"])
        self.assertIn(mixed, self.succeed("raid", "--scenario", os.path.join(DATA, "raid.json")).out)


class Prices(RaidTest):
    def test_an_uncertain_price_makes_an_interval(self):
        report = self.report(raid(layer(0.5, round_cost={"item": "missile"}), prices="prices.json"))
        self.assertEqual(report["exact"]["money"]["mean"], 20 * 200)
        spread = report["uncertain_prices"]
        self.assertEqual((spread["samples"], spread["seed"]), (10000, 1))
        self.assertEqual([q for _, q in spread["money"]["quantiles"]], [0.05, 0.5, 0.95])
        for value, q in spread["money"]["quantiles"]:
            # a quantile of 10000 uniform samples: standard error 200 * 20 * sqrt(q (1 - q) / 10000), here 4 of them
            self.assertAlmostEqual(value, 20 * (100 + 200 * q), delta=4 * 4000 * math.sqrt(q * (1 - q) / 1e4))
        self.assertLess(spread["money"]["lower"], spread["money"]["upper"])
        self.assertAlmostEqual(spread["money"]["mean"], 4000, delta=4 * 4000 / math.sqrt(12 * 1e4))
        self.assertEqual(spread["attacker_money"]["standard_deviation"], 0)

    def test_an_item_has_one_price_wherever_it_stands(self):
        one = {"item": "missile"}
        both = self.report(raid(layer(0.0, round_cost=one), layer(0.0, "m", round_cost=one), prices="prices.json"))
        two = {"low": 100, "high": 300, "distribution": "uniform"}
        apart = self.report(raid(layer(0.0, round_cost=two), layer(0.0, "m", round_cost=two)))
        deviation = 20 * 200 / math.sqrt(12)
        # of a standard deviation from 10000 samples: a percent, at four standard errors less than three
        self.assertAlmostEqual(both["uncertain_prices"]["money"]["standard_deviation"] / (2 * deviation), 1, delta=0.03)
        self.assertAlmostEqual(apart["uncertain_prices"]["money"]["standard_deviation"] / (math.sqrt(2) * deviation), 1,
                               delta=0.03)

    def test_certain_prices_make_none(self):
        self.assertNotIn("uncertain_prices", self.report(raid(layer(0.5))))

    def test_provenance_is_listed(self):
        rates = [{"from": "EUR", "to": "USD", "to_per_from": 1.25, "year": 2025, "source": "a bank"}]
        index = [{"currency": "USD", "index": [{"year": 2020, "index": 80}, {"year": 2025, "index": 100}], "source": "an office"}]
        scenario = raid(layer(0.5, round_cost={"item": "foreign"}), layer(0.5, "m", round_cost={"item": "old"}),
                        prices="prices.json", exchange_rates=rates, deflators=index)
        report = self.report(scenario)
        foreign, old = report["prices"][2:]
        self.assertEqual((foreign["field"], foreign["item"], foreign["mean"]), ("layers[0].round_cost", "foreign", 125))
        self.assertEqual((foreign["source"], foreign["year"], foreign["confidence"]), ("somebody", 2025, "A"))
        self.assertEqual(foreign["conversions"], ["1.25 USD per EUR, 2025 (a bank)"])
        self.assertEqual((old["mean"], old["year"]), (125, 2020))
        self.assertEqual(old["conversions"], ["prices of 2020 to those of 2025, times 1.25 (an office)"])
        self.assertEqual((report["prices"][0]["source"], report["prices"][0]["item"]), ("s.json", None))
        table = self.succeed("raid", "--scenario", "s.json").out
        for words in ("layers[0].round_cost: foreign, fixed, prices of 2025, confidence A, somebody; 1.25 USD per EUR",
                      "layers[1].round_cost: old, fixed, prices of 2020, confidence A, somebody; prices of 2020 to",
                      "threats[0].unit_cost: fixed, prices of 2025, s.json"):
            self.assertIn(words, table)

    def test_the_list_is_beside_the_scenario_or_named(self):
        scenario = json.dumps(raid(layer(0.5, round_cost={"item": "missile"}), prices="prices.json"))
        os.mkdir(self.path("sub"))
        self.write("sub/s.json", scenario)
        result = self.run_picket("raid", "--scenario", "sub/s.json")
        self.assertEqual((result.code, result.out), (2, ""))
        self.assertEqual(result.err, "sub/prices.json: cannot be opened: No such file or directory\n")
        other = {**PRICES, "prices": [{**PRICES["prices"][0], "low": 7, "high": 7}]}
        self.write("other.json", json.dumps(other).replace(', "distribution": "uniform"', ""))
        out = self.succeed("raid", "--scenario", "sub/s.json", "--prices", "other.json", "--json").out
        self.assertEqual(json.loads(out)["exact"]["money"]["mean"], 140)
        self.assertEqual(json.loads(self.succeed("raid", "--scenario", "-", "--json", stdin=scenario).out)["scenario"], "<stdin>")


class MonteCarlo(RaidTest):
    SCENARIO = raid(layer(0.7, policy={"shoot_look_shoot": 2}, magazine=20), layer(0.5, "m", 10, coverage=0.8))

    def test_it_stands_beside_the_exact(self):
        report = self.report(self.SCENARIO, "--monte-carlo", "20000", "--confidence", "0.9999")
        exact, played = report["exact"], report["monte_carlo"]
        self.assertEqual((played["samples"], played["seed"], played["confidence"]), (20000, 1, 0.9999))
        pairs = [(played["leakers"], exact["leakers"]["mean"]), (played["kills"], exact["kills"]["mean"]),
                 (played["money"], exact["money"]["mean"]), (played["value_lost"], exact["value_lost"]["mean"]),
                 (played["value_averted"], exact["value_averted"]["mean"]),
                 (played["value_averted_less_money"], exact["figures"]["value_averted_less_money"])]
        for a, b in zip(played["layers"], exact["layers"], strict=True):
            pairs += [(a[key], b[key]["mean"]) for key in ("arrivals", "leakers", "rounds", "kills", "money")]
        for estimate, mean in pairs:
            self.assertEqual(estimate["exact"], mean)
            self.assertLessEqual(estimate["lower"], estimate["upper"])
            # with this seed; by chance one in 10000 would not be
            self.assertTrue(estimate["inside"], estimate)
        self.assertAlmostEqual(sum(p for _, p in played["leakers"]["distribution"]), 1, delta=1e-12)
        table = self.succeed("raid", "--scenario", "s.json", "--monte-carlo", "20000", "--confidence", "0.9999").out
        self.assertIn("Monte Carlo, 20000 samples, seed 1", table)
        self.assertIn("16 of 16 exact means lie in their interval", table)

    def test_a_narrow_interval_is_said_to_miss(self):
        played = self.report(self.SCENARIO, "--monte-carlo", "500", "--confidence", "0.001")["monte_carlo"]
        self.assertFalse(played["leakers"]["inside"])
        self.assertFalse(played["leakers"]["lower"] <= played["leakers"]["exact"] <= played["leakers"]["upper"])

    def test_threads_give_the_same_bytes_and_seeds_do_not(self):
        self.write("s.json", json.dumps({**self.SCENARIO, "prices": "prices.json", "layers": [
            {**layer(0.7, round_cost={"item": "missile"}), "coverage": 0.5}, self.SCENARIO["layers"][1]]}))
        run = ("raid", "--scenario", "s.json", "--json", "--monte-carlo", "3000")
        one = self.succeed(*run).out
        for threads in ("1", "2", "5", "0"):
            self.assertEqual(self.succeed(*run, "--threads", threads).out, one)
        self.assertNotEqual(self.succeed(*run, "--seed", "2").out, one)
        report = json.loads(one)
        self.assertIn("money_of_one_raid", report["uncertain_prices"])
        # of a round at each of binomial(20, 1/2), at a price uniform from 100 to 300: the variance of the product, and
        # 16 * 0.6 * 0.4 rounds of 10 are next to nothing; of 3000 samples, within 4 standard errors of about 1.3 %
        price, rounds = 200 ** 2 / 12, 20 / 4
        deviation = math.sqrt(price * rounds + price * 10 ** 2 + rounds * 200 ** 2)
        self.assertAlmostEqual(report["uncertain_prices"]["money_of_one_raid"]["standard_deviation"] / deviation, 1,
                               delta=0.055)

    def test_an_item_in_two_places_is_not_drawn_twice(self):
        one = {"item": "missile"}
        scenario = raid(layer(0.5, round_cost=one), layer(0.5, "m", round_cost=one), prices="prices.json")
        self.assertNotIn("money_of_one_raid", self.report(scenario, "--monte-carlo", "500")["uncertain_prices"])

    def test_what_is_too_large_is_simulated(self):
        scenario = raid(layer(0.5, magazine=900, round_cost={"item": "missile"}), count=2000, prices="prices.json")
        report = self.report(scenario, "--monte-carlo", "500")
        self.assertNotIn("exact", report)
        self.assertNotIn("exact", report["monte_carlo"]["leakers"])
        # 900 rounds at 900 threats: 450 killed, standard deviation 15, of the mean 0.67: five of those
        self.assertAlmostEqual(report["monte_carlo"]["leakers"]["mean"], 1550, delta=3.4)
        self.assertEqual(report["monte_carlo"]["money"]["mean"], 900 * 200)
        self.assertIn("uncertain_prices", report)
        self.succeed("raid", "--scenario", "s.json", "--monte-carlo", "500", "--svg", "r.svg")
        self.assertIn("Monte Carlo, 500 samples", self.read("r.svg"))


class Forms(RaidTest):
    def setUp(self):
        super().setUp()
        scenario = raid(layer(0.7, "outer, \"ring\"", policy={"shoot_look_shoot": 2}, magazine=12, round_cost={"item": "missile"}),
                        layer(0.5, "inner", coverage=0.8), count=9, prices="prices.json", note="for people")
        scenario["threats"].append({"name": "decoy", "count": 4, "unit_cost": 10, "decoy": True})
        scenario["layers"][1]["against"] = [{"threat": "decoy", "taken_for_decoy": 0.5}]
        self.write("s.json", json.dumps(scenario))

    def flat(self, report):
        """The report as rows, written here a second time."""
        rows = []

        def word(value):
            return "" if value is None else str(value).lower() if isinstance(value, bool) else value

        def put(scope, name, quantity, value):
            if isinstance(value, dict):
                for key, inner in value.items():
                    put(scope, name, f"{quantity}.{key}", inner)
            elif isinstance(value, list):
                for item in value:
                    pair = item if isinstance(item, list) else [item, None]
                    rows.append((scope, name, quantity, word(pair[0]), word(pair[1])))
            else:
                rows.append((scope, name, quantity, word(value), ""))

        for key, value in report.items():
            if key == "prices":
                for price in value:
                    for quantity, inner in price.items():
                        if quantity != "field":
                            put("price", price["field"], quantity, inner)
            elif isinstance(value, dict):
                for quantity, inner in value.items():
                    if quantity in ("kinds", "layers"):
                        for part in inner:
                            for q, v in part.items():
                                if q != "name":
                                    put(f"{key}.{quantity[:-1]}", part["name"], q, v)
                    else:
                        put(key, "", quantity, inner)
            else:
                put("scenario", "", key, value)
        return rows

    def test_csv_is_json(self):
        options = ("--monte-carlo", "300")
        report = json.loads(self.succeed("raid", "--scenario", "s.json", "--json", *options).out)
        self.assertEqual(list(report)[-4:], ["exact", "monte_carlo", "uncertain_prices", "prices"])
        rows = self.succeed("raid", "--scenario", "s.json", "--csv", *options).rows()
        self.assertEqual(list(rows[0]), ["scope", "name", "quantity", "value", "probability"])
        expected = self.flat(report)
        self.assertGreater(len(expected), 100)
        self.assertEqual(len(rows), len(expected))
        for row, (scope, name, quantity, value, probability) in zip(rows, expected):
            self.assertEqual((row["scope"], row["name"], row["quantity"]), (scope, name, quantity))
            for written, meant in ((row["value"], value), (row["probability"], probability)):
                # numbers come back to the bit
                self.assertEqual(written if isinstance(meant, str) else float(written), meant)

    def test_the_table_is_json(self):
        report = json.loads(self.succeed("raid", "--scenario", "s.json", "--json").out)
        table = self.succeed("raid", "--scenario", "s.json").out
        exact = report["exact"]
        self.assertIn("money in all, USD of 2025", table)
        lines = [line.split("  ") for line in table.splitlines()]
        words = [[w.strip() for w in line if w.strip()] for line in lines]
        leakers = next(w for w in words if w and w[0] == "leakers")
        spread = exact["leakers"]
        self.assertEqual(leakers[1:], [f"{spread['mean']:.6g}", f"{spread['standard_deviation']:.6g}"] +
                         [str(v) for v, _ in spread["quantiles"]])
        per_kill = next(w for w in words if w and w[0] == "money per kill")
        self.assertEqual(per_kill[1], f"{exact['figures']['cost_per_kill']:.6g}")
        for line, key in (("attacker's cost per defender's cost", "attacker_cost_per_defender_cost"),
                          ("defender's cost per attacker's cost", "defender_cost_per_attacker_cost")):
            found = next(w for w in words if w and w[0] == line)
            self.assertEqual(found[1], f"{exact['figures'][key]:.6g}")

    def test_distributions_are_whole(self):
        report = json.loads(self.succeed("raid", "--scenario", "s.json", "--json").out)["exact"]
        spreads = [report["leakers"], report["money"]] + [k["leakers"] for k in report["kinds"]]
        for part in report["layers"]:
            spreads += [part["arrivals"], part["leakers"], part["rounds"], part["money"]]
        for spread in spreads:
            values = [v for v, _ in spread["distribution"]]
            self.assertEqual(values, sorted(set(values)))
            self.assertAlmostEqual(sum(p for _, p in spread["distribution"]), 1, delta=1e-12)
            mean = sum(v * p for v, p in spread["distribution"])
            self.assertAlmostEqual(spread["mean"], mean, delta=1e-12 * max(1, mean))
        # the layers lie one behind the other
        self.assertEqual(report["layers"][0]["leakers"], report["layers"][1]["arrivals"])
        self.assertEqual(report["layers"][1]["leakers"], report["leakers"])
        money = sum(part["money"]["mean"] for part in report["layers"])
        self.assertAlmostEqual(report["money"]["mean"], money, delta=1e-9 * money)

    def test_threads_and_seeds(self):
        first = self.succeed("raid", "--scenario", "s.json", "--json").out
        self.assertEqual(first, self.succeed("raid", "--scenario", "s.json", "--json", "--threads", "4").out)
        self.assertEqual(first, self.succeed("raid", "--scenario", "s.json", "--json", "--threads", "0", "--seed", "1").out)
        self.assertNotEqual(first, self.succeed("raid", "--scenario", "s.json", "--json", "--seed", "2").out)

    def test_files_are_as_standard_output(self):
        for form in ((), ("--json",), ("--csv",)):
            shown = self.succeed("raid", "--scenario", "s.json", *form).out
            self.assertEqual(self.succeed("raid", "--scenario", "s.json", *form, "--out", "o").out, "")
            self.assertEqual(self.read("o"), shown)

    def test_the_picture_says_what_it_shows(self):
        self.succeed("raid", "--scenario", "s.json", "--svg", "r.svg")
        picture = xml.dom.minidom.parseString(self.read("r.svg"))
        texts = [t.firstChild.data for t in picture.getElementsByTagName("text") if t.firstChild]
        self.assertIn("Raid of 9 threats and 4 decoys against 2 layers", texts)
        self.assertIn("How many leak, decoys not counted", texts)
        self.assertIn("threats that leak, of 9", texts)
        self.assertTrue(any(t.startswith("money spent on rounds") and "USD of 2025" in t for t in texts), texts)
        self.assertIn("probability", texts)
        self.assertGreater(len(picture.getElementsByTagName("rect")), 10)
        self.write("s.json", json.dumps(raid(layer(0.5))))
        self.succeed("raid", "--scenario", "s.json", "--svg", "r.svg")
        for words in ("Raid of 20 threats against 1 layers", ">How many leak<", "threats that leak, of 20"):
            self.assertIn(words, self.read("r.svg"))


def changed(path, value):
    """A good scenario with one thing put elsewhere."""
    scenario = raid(layer(0.5), layer(0.5, "m"))
    here = scenario
    for step in path[:-1]:
        here = here[step]
    if value == "absent":
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return json.dumps(scenario)


L0 = ("layers", 0)
# name: (scenario, what the line must hold)
BAD = {
    "empty": ("", "s.json: is empty"),
    "no JSON": ("{", "s.json:1: is not JSON"),
    "trailing comma": ('{\n"version": 1,\n}', "s.json:3: is not JSON"),
    "binary": (bytes(range(256)), "s.json:1: is not JSON"),
    "an array": ("[]", "s.json: is an array"),
    "a key twice": ('{"version":1,"version":1}', 's.json: the key "version" occurs twice'),
    "unknown key": (changed(("layer",), []), 's.json: has an unknown key "layer"; do you mean "layers"?'),
    "no version": (changed(("version",), "absent"), 's.json: has no "version"'),
    "version 2": (changed(("version",), 2), "s.json: version: is the number 2"),
    "no currency": (changed(("currency",), "absent"), 's.json: has no "currency"'),
    "currency": (changed(("currency",), "euro"), "s.json: currency: "),
    "no year": (changed(("price_year",), "absent"), 's.json: has no "price_year"'),
    "year": (changed(("price_year",), 20.5), "s.json: price_year: "),
    "order": (changed(("order",), "any"), "s.json: order: "),
    "no threats": (changed(("threats",), []), "s.json: threats: is empty"),
    "threat without count": (changed(("threats", 0, "count"), "absent"), 's.json: threats[0]: has no "count"'),
    "count negative": (changed(("threats", 0, "count"), -1), "s.json: threats[0].count: "),
    "count broken": (changed(("threats", 0, "count"), 1.5), "s.json: threats[0].count: "),
    "unit cost negative": (changed(("threats", 0, "unit_cost"), -5), "s.json: threats[0].unit_cost: "),
    "unit cost a word": (changed(("threats", 0, "unit_cost"), "cheap"), "s.json: threats[0].unit_cost: "),
    "value absent": (changed(("threats", 0, "value"), "absent"), 's.json: threats[0]: has no "value"'),
    "decoy of value": (changed(("threats", 0, "decoy"), True), "s.json: threats[0].value: stands beside"),
    "no layers": (changed(("layers",), "absent"), 's.json: has no "layers"'),
    "layer a number": (changed(("layers", 1), 7), "s.json: layers[1]: is the number 7, not an object"),
    "names equal": (changed(("layers", 1, "name"), "l"), "s.json: layers[1].name: "),
    "coverage": (changed((*L0, "coverage"), 1.2), "s.json: layers[0].coverage: 1.2 is not a probability"),
    "pk": (changed(("layers", 1, "single_shot_pk"), -0.5), "s.json: layers[1].single_shot_pk: -0.5 is not a probability"),
    "pk absent": (changed((*L0, "single_shot_pk"), "absent"), 's.json: layers[0]: has no "single_shot_pk" against "t"'),
    "reliability": (changed((*L0, "launch_reliability"), 7), "s.json: layers[0].launch_reliability: "),
    "detection": (changed((*L0, "detection"), None), "s.json: layers[0].detection: "),
    "failure": (changed((*L0, "common_mode_failure"), 1.01), "s.json: layers[0].common_mode_failure: "),
    "correlation": (changed((*L0, "correlation"), -1), "s.json: layers[0].correlation: "),
    "magazine": (changed((*L0, "magazine"), -3), "s.json: layers[0].magazine: "),
    "channels": (changed((*L0, "channels"), 0.5), "s.json: layers[0].channels: "),
    "policy": (changed((*L0, "policy"), "burst"), "s.json: layers[0].policy: "),
    "policy of nothing": (changed((*L0, "policy"), {"salvo": 0}), "s.json: layers[0].policy.salvo: "),
    "policy of two": (changed((*L0, "policy"), {"salvo": 1, "shoot_look_shoot": 2}), "s.json: layers[0].policy: "),
    "too many rounds": (changed((*L0, "policy"), {"salvo": 500}), "s.json: layers[0].policy: 500 is not from 1 to 100"),
    "flag": (changed((*L0, "fires_at_decoys"), "yes"), "s.json: layers[0].fires_at_decoys: "),
    "against nobody": (changed((*L0, "against"), [{"threat": "x"}]), "s.json: layers[0].against[0].threat: "),
    "taken": (changed((*L0, "against"), [{"threat": "t", "taken_for_decoy": 2}]), "s.json: layers[0].against[0].taken_for_decoy: "),
    "round cost absent": (changed((*L0, "round_cost"), "absent"), 's.json: layers[0]: has no "round_cost"'),
    "interval reversed": (changed((*L0, "round_cost"), {"low": 5, "high": 4}), "s.json: layers[0].round_cost.high: "),
    "interval open": (changed((*L0, "round_cost"), {"low": 5, "high": None}), "s.json: layers[0].round_cost.high: is null"),
    "no shape": (changed((*L0, "round_cost"), {"low": 5, "high": 6}), 's.json: layers[0].round_cost: has no "distribution"'),
    "item without list": (changed((*L0, "round_cost"), {"item": "missile"}), "s.json: layers[0].round_cost.item: "),
    "list that is not there": (changed(("prices",), "none.json"), "none.json: cannot be opened"),
    "list that is none": (changed(("prices",), "s.json"), "s.json: has an unknown key"),
    "rate of nothing": (changed(("exchange_rates",), [{"from": "EUR", "to": "USD", "to_per_from": 0, "year": 2025, "source": "s"}]),
                        "s.json: exchange_rates[0].to_per_from: 0 is not a number above 0"),
    "deflator empty": (changed(("deflators",), [{"currency": "USD", "index": [], "source": "s"}]), "s.json: deflators[0].index: is empty"),
    "text that is no line": (changed(("threats", 0, "unit_cost"), "a\nb\u001b[2J"), 's.json: threats[0].unit_cost: is the string "a?b?[2J"'),
}
BAD_ITEMS = {
    "unknown": ("none", 's.json: layers[0].round_cost.item: "none" is not in prices.json'),
    "another year": ("old", '"old" is in USD of 2020, the scenario in USD of 2025: "deflators" has none of USD'),
    "another currency": ("foreign", '"foreign" is in EUR of 2025, the scenario in USD of 2025: "exchange_rates" has none from EUR to USD'),
    "open": ("open", '"open" has no upper end in prices.json'),
}


class Refused(RaidTest):
    def refuse(self, *options, holds):
        before = sorted(os.listdir(self.folder.name))
        result = self.run_picket("raid", "--scenario", "s.json", "--out", "o.txt", "--svg", "o.svg", *options)
        message = f"stdout {result.out[:300]!r}\nstderr {result.err[:600]!r}"
        self.assertEqual((result.code, result.out), (2, ""), message)
        self.assertEqual(len(result.err.splitlines()), 1, message)
        self.assertTrue(all(c.isprintable() for c in result.err[:-1]), message)
        self.assertIn(holds, result.err, message)
        self.assertEqual(sorted(os.listdir(self.folder.name)), before, "a file was left behind\n" + message)

    def test_every_fault_is_named(self):
        self.assertGreater(len(BAD), 30)
        self.report(json.loads(changed(("order",), "shuffled")))  # good: refusals below have no other cause
        for name, (content, holds) in BAD.items():
            with self.subTest(name):
                self.write("s.json", content)
                self.refuse(holds=holds)
                self.refuse("--json", holds=holds)

    def test_items_that_cannot_be_used(self):
        for name, (item, holds) in BAD_ITEMS.items():
            with self.subTest(name):
                self.write("s.json", json.dumps(raid(layer(0.5, round_cost={"item": item}), prices="prices.json")))
                self.refuse(holds=holds)
                self.write("s.json", json.dumps(raid(layer(0.5, round_cost={"item": item}))))
                self.refuse("--prices", "prices.json", holds=holds)

    def test_what_is_too_large_names_the_way_on(self):
        large = raid(layer(0.5, magazine=900), count=2000)
        self.write("s.json", json.dumps(large))
        self.refuse(holds="--monte-carlo N")

    def test_unusable_arguments_get_usage(self):
        self.write("s.json", json.dumps(raid(layer(0.5))))
        good = ("--scenario", "s.json")
        for options, holds in (((), "--scenario is required"), ((*good, "--json", "--csv"), "--csv"),
                               ((*good, "--monte-carlo", "0"), "--monte-carlo"), ((*good, "--monte-carlo", "-5"), "--monte-carlo"),
                               ((*good, "--monte-carlo", "many"), "--monte-carlo"), ((*good, "--confidence", "1"), "--confidence"),
                               ((*good, "--confidence", "nan"), "--confidence"), ((*good, "--seed", "-1"), "--seed"),
                               ((*good, "--seed", "18446744073709551616"), "--seed"),
                               ((*good, "--threads", "2000"), "--threads"), ((*good, "--svg", "-"), "--svg"),
                               ((*good, "--svg", "x", "--out", "x"), "--svg"), ((*good, "extra"), "extra")):
            with self.subTest(options):
                result = self.run_picket("raid", *options)
                self.assertEqual((result.code, result.out), (2, ""), result.err)
                self.assertIn(holds, result.err.splitlines()[0])
                self.assertIn("Usage: picket raid", result.err)
        self.assertIn("Example:\n  picket raid", self.succeed("raid", "--help").out)


if __name__ == "__main__":
    unittest.main()
