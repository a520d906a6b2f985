#include "core/charging/charge_event.h"

#include "core/charging/payers.h"

namespace airperk::charging {

using subscriber::Context;
using subscriber::Record;
using subscriber::Refusal;

Result<Quote, Refusal> quote(const Record& record, const Enquire& enquire, const Context& context) {
  const auto& version = context.programmes.at(context.now);
  const auto use = classify(enquire.asked, *version.programme);
  const auto rating = rating_of(use, record, version, context.now);
  const auto* ladder = ladder_of(rating, *version.programme);
  if (!ladder) return fail(Refusal::no_price);
  const Price price(*ladder);
  const auto steps = price.steps_of(use.quantity);

  auto payers = payers_of(record, rating, *version.programme, context.now);
  auto paid = pay(price, 0, steps, payers);
  Quote quote;
  quote.price = price.of(0, steps);
  quote.enough = paid.steps == steps;
  quote.charge.use = use.use;
  quote.charge.quantity = std::min(use.quantity, price.position_of(paid.steps));
  quote.charge.kept_out = kept_out(payers, paid);
  quote.charge.parts = std::move(paid.shares);
  quote.charge.night = rating.night;
  quote.charge.tariff = rating.tariff;
  for (const auto& part : quote.charge.parts) {
    if (part.unit == subscriber::Unit::units) quote.cost += Amount::nano(part.amount);
  }
  return quote;
}

subscriber::Decided decide(const Record& record, const ChargeEvent& charge,
                           const Context& context) {
  auto quoted = quote(record, {charge.asked}, context);
  if (!quoted) return fail(quoted.error());
  if (!quoted->enough) return fail(Refusal::U12_nothing_may_pay);
  quoted->charge.event = charge.event;
  quoted->charge.client = charge.client;
  return subscriber::Facts{std::move(quoted->charge)};
}

}  // namespace airperk::charging
