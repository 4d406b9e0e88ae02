// SPDX-License-Identifier: MIT
/// @file
/// Models whose Sobol indices are known by a formula.
#ifndef PICKET_TESTS_SUPPORT_SENSITIVITY_HPP
#define PICKET_TESTS_SUPPORT_SENSITIVITY_HPP

#include <picket/cost/sensitivity.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sensitivity_tests {

struct KnownModel {
    std::string name;
    std::vector<picket::UncertainInput> inputs;
    std::function<double(std::span<const double>)> f;
    std::vector<double> first_order;
    std::vector<double> total;
};

/// Ishigami and Homma 1990, with a = 7, b = 0.1 the one that all papers show.
inline KnownModel ishigami(double a = 7.0, double b = 0.1)
{
    const double pi = 3.14159265358979323846;
    const picket::Distribution x = picket::Distribution::uniform(-pi, pi);
    const double p4 = std::pow(pi, 4);
    const double p8 = p4 * p4;
    const double v1 = 0.5 * (1.0 + b * p4 / 5.0) * (1.0 + b * p4 / 5.0);
    const double v2 = a * a / 8.0;
    const double v13 = b * b * p8 * (1.0 / 18.0 - 1.0 / 50.0);
    const double v = v1 + v2 + v13;
    return {"Ishigami",
            {{"x1", x}, {"x2", x}, {"x3", x}},
            [a, b](std::span<const double> in) {
                const double s = std::sin(in[1]);
                return std::sin(in[0]) + a * s * s + b * std::pow(in[2], 4) * std::sin(in[0]);
            },
            {v1 / v, v2 / v, 0.0},
            {(v1 + v13) / v, v2 / v, v13 / v}};
}

/// The product of (|4 x - 2| + a) / (1 + a) (Saltelli and Sobol 1995): a = 0 matters most, 99 hardly.
inline KnownModel g_function(const std::vector<double>& a)
{
    KnownModel model{"g-function", {}, {}, {}, {}};
    double all = 1.0;
    for (const double one : a) all *= 1.0 + 1.0 / (3.0 * (1.0 + one) * (1.0 + one));
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double v = 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
        model.inputs.push_back({"x" + std::to_string(i + 1), picket::Distribution::uniform(0.0, 1.0)});
        model.first_order.push_back(v / (all - 1.0));
        model.total.push_back(v * (all / (1.0 + v)) / (all - 1.0));
    }
    model.f = [a](std::span<const double> x) {
        double product = 1.0;
        for (std::size_t i = 0; i < a.size(); ++i) product *= (std::abs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
        return product;
    };
    return model;
}

/// Each input has a share of its own, and nothing is left over.
inline KnownModel weighted_sum(std::vector<picket::UncertainInput> inputs, const std::vector<double>& weights,
                               double constant)
{
    double all = 0.0;
    for (std::size_t i = 0; i < inputs.size(); ++i) all += weights[i] * weights[i] * inputs[i].distribution.variance();
    std::vector<double> shares;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        shares.push_back(weights[i] * weights[i] * inputs[i].distribution.variance() / all);
    return {"weighted sum", std::move(inputs),
            [weights, constant](std::span<const double> x) {
                double sum = constant;
                for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * x[i];
                return sum;
            },
            shares, shares};
}

/// Hours times price times number: by means and variances.
inline KnownModel product(std::vector<picket::UncertainInput> inputs)
{
    double squares = 1.0;
    double means = 1.0;
    for (const picket::UncertainInput& one : inputs) {
        const double mean = one.distribution.mean();
        squares *= one.distribution.variance() + mean * mean;
        means *= mean * mean;
    }
    KnownModel model{"product", inputs, {}, {}, {}};
    for (const picket::UncertainInput& one : inputs) {
        const double mean = one.distribution.mean();
        const double variance = one.distribution.variance();
        model.first_order.push_back(variance * (means / (mean * mean)) / (squares - means));
        model.total.push_back(variance * (squares / (variance + mean * mean)) / (squares - means));
    }
    model.f = [](std::span<const double> x) {
        double all = 1.0;
        for (const double one : x) all *= one;
        return all;
    };
    return model;
}

}  // namespace sensitivity_tests

#endif
