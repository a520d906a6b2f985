Feature: Months, leap days and the change of the clocks

  @B1 @B2
  Scenario: Joining in the last second of a year
    Given the time is "2015-12-31 23:59:59"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    When the time is "2016-01-01 00:00"
    Then A has a waiting bonus of 500 units until "2016-01-30 23:59:59"
    And A has a waiting bonus of 500 units until "2016-01-31 00:00"
    When A dials "*555*00#"
    Then A has 500 bonus units until "2016-01-08 00:00"
    And A has a waiting bonus of 500 units until "2016-01-31 00:00"

  @B1 @B2
  Scenario: Three that wait, because February is short
    Given the time is "2015-01-31 10:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    When the time is "2015-03-01 00:00"
    Then A has a waiting bonus of 500 units until "2015-03-02 10:00"
    And A has a waiting bonus of 500 units until "2015-03-03 00:00"
    And A has a waiting bonus of 500 units until "2015-03-31 00:00"
    When A dials "*555*00#"
    And the time is "2015-03-02 10:00"
    Then A has a waiting bonus of 500 units until "2015-03-03 00:00"
    When the time is "2015-03-03 00:00"
    Then A has a waiting bonus of 500 units until "2015-03-31 00:00"
    And A has 500 bonus units until "2015-03-08 00:00"

  @B2 @B3
  Scenario: A leap day is a day
    Given the time is "2016-02-28 12:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    Then A has a waiting bonus of 500 units until "2016-03-29 12:00"
    When A dials "*555*00#"
    Then A has 500 bonus units until "2016-03-06 12:00"

  @B2 @B3
  Scenario: No leap day in 2015
    Given the time is "2015-02-28 12:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    Then A has a waiting bonus of 500 units until "2015-03-30 12:00"
    When A dials "*555*00#"
    Then A has 500 bonus units until "2015-03-07 12:00"

  @B1 @B3
  Scenario: Joining on the leap day, and the month after it
    Given the time is "2016-02-29 00:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A has activated the bonus
    Then A has 500 bonus units until "2016-03-07 00:00"
    When the time is "2016-03-01 00:00"
    And A dials "*555*00#"
    Then A has 1000 bonus units until "2016-03-07 00:00"

  @B2
  Scenario: Thirty days across the change of the clocks are 720 hours
    Given the time is "2024-02-15 12:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    Then A has a waiting bonus of 500 units until "2024-03-16 11:00"
    When the time is "2024-03-16 10:59:59"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2024-03-23 10:59:59"
    And A has a waiting bonus of 500 units until "2024-03-31 00:00"

  @B1 @B4
  Scenario: The hour that happens twice belongs to February both times
    Given the time is "2024-02-29 23:30"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    Then A has a waiting bonus of 500 units until "2024-03-30 22:30"
    When the time is "2024-02-29 23:59:59"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2024-03-07 22:59:59"
    And A has no waiting bonus
    When the time is "2024-03-01 00:00"
    Then A has a waiting bonus of 500 units until "2024-03-31 00:00"
    When A dials "*555*00#"
    Then A has 1000 bonus units until "2024-03-07 22:59:59"

  @M4
  Scenario: Consent across the change of the clocks
    Given the time is "2024-02-29 22:59:59"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A is a member
    When the time is "2024-03-01 00:00"
    And A dials "*555*2#"
    Then A consented to "partner messages" at "2024-02-29 23:59:59"
    And A did not consent to "partner messages" at "2024-03-01 00:00"

  @B1
  Scenario: Every month of a year has one bonus
    Given the time is "2016-12-31 12:00"
    And activ subscriber A on tariff "Time to Talk" with 0 tenge
    And A has activated the bonus
    When the time is "2017-01-01 12:00"
    And A dials "*555*00#"
    And the time is "2017-02-01 12:00"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2017-02-08 12:00"
    And A has no waiting bonus
    When the time is "2017-02-28 23:59:59"
    Then A has 0 bonus units
    And A has no waiting bonus
    When the time is "2017-03-01 00:00:00"
    Then A has a waiting bonus of 500 units until "2017-03-31 00:00"
