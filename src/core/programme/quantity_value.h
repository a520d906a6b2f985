#pragma once

#include "base/settings/values.h"
#include "core/programme/tariff.h"

namespace airperk::programme {

// Where a tier ends, or a step's size, in the words of its kind.
struct QuantityValue {
  UsageKind kind;

  Result<Quantity> operator()(const settings::Node& node) const {
    if (kind == UsageKind::data) return settings::DataVolumeValue{}(node);
    if (kind == UsageKind::sms) return to_quantity(settings::CountValue{1, 1'000'000}(node));
    const auto time = settings::DurationValue{Duration::seconds(1), Duration::days(1)}(node);
    if (!time) return fail(time.error());
    return static_cast<Quantity>(time->in_seconds());
  }

 private:
  static Result<Quantity> to_quantity(const Result<int>& count) {
    if (!count) return fail(count.error());
    return static_cast<Quantity>(*count);
  }
};

}  // namespace airperk::programme
