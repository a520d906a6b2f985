Feature: A message paid with the bonus

  Background:
    Given the time is "2016-03-05 10:00"
    And activ subscriber A on tariff "Time to Talk" with 1000 tenge

  @U1
  Scenario: On-net from the bonus
    Given A has activated the bonus
    When A sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 7 units |
    And A has 493 bonus units until "2016-03-12 10:00"
    And A has 1000 tenge

  @U1
  Scenario Outline: What the bonus does not pay for
    Given A has activated the bonus
    When A sends an SMS to an <network> number
    Then it was paid with:
      | balance | amount        |
      | main    | <price> tenge |
    And no bonus units were used, by rule "<rule>"
    And A has 500 bonus units

    Examples:
      | network       | price | rule |
      | off-net       | 12.33 | U1   |
      | international | 15    | U3   |

  @U2
  Scenario: Not while roaming
    Given A has activated the bonus
    When A sends an SMS to an on-net number while roaming
    Then no bonus units were used, by rule "U2"
    And A has 500 bonus units until "2016-03-12 10:00"

  @U11
  Scenario: Outside the programme the main balance pays
    When A sends an SMS to an on-net number
    Then it was paid with:
      | balance | amount  |
      | main    | 7 tenge |
    And A has 993 tenge

  @U12 @B6
  Scenario: Two balances for one message
    Given A is a member
    When the operator grants A 5 units for 3 days because "a test"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 5 units |
      | main        | 2 tenge |
    And A has 0 bonus units
    And A has 998 tenge

  @U12
  Scenario: Not enough of both together
    Given activ subscriber B on tariff "Time to Talk" with 1.99 tenge
    And B is a member
    When the operator grants B 5 units for 3 days because "a test"
    And B sends an SMS to an on-net number
    Then it was refused
    And nothing was paid
    And B has 5 bonus units
    And B has 1.99 tenge
    When B tops up 0.01 tenge
    And B sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 5 units |
      | main        | 2 tenge |

  @U10 @U11
  Scenario: Of two bonuses the one that ends first pays first
    Given A has activated the bonus
    When the operator grants A 10 units for 3 days because "a test"
    And A sends an SMS to an on-net number
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 7 units |
    And A has 496 bonus units until "2016-03-12 10:00"

  @B3
  Scenario: The bonus's last second
    Given A has activated the bonus
    When the time is "2016-03-12 09:59:59"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 7 units |
    When the time is "2016-03-12 10:00"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance | amount  |
      | main    | 7 tenge |

  @M5
  Scenario: After the leave the main balance pays
    Given A has activated the bonus
    When A dials "*555*2#"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance | amount  |
      | main    | 7 tenge |

  @U5
  Scenario: Suspended by an unlimited service
    Given A has activated the bonus
    When A takes service "Unlimited Internet"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance | amount  |
      | main    | 7 tenge |
    And no bonus units were used, by rule "U5"
    And A has 500 bonus units until "2016-03-12 10:00"
    When A drops service "Unlimited Internet"
    And A sends an SMS to an on-net number
    Then it was paid with:
      | balance     | amount  |
      | SMART bonus | 7 units |
