Feature: The bonus, the corners

  Background:
    Given the time is "2016-03-05 10:00"
    And activ subscriber A on tariff "Time to Talk" with 1000 tenge

  @B3 @B4
  Scenario: The month's last second and the next one's first
    Given A is a member
    When the time is "2016-03-31 23:59:59"
    And A dials "*555*00#"
    And A dials "*555*00#"
    Then A sees " 1 Apr"
    When the time is "2016-04-01 00:00"
    And A dials "*555*00#"
    Then A has 1000 bonus units until "2016-04-07 23:59:59"
    When the time is "2016-04-07 23:59:59"
    Then A has 500 bonus units until "2016-04-08 00:00"
    When the time is "2016-04-08 00:00"
    Then A has 0 bonus units

  @B1 @B2
  Scenario: A bonus nobody fetched ends as the next but one comes
    Given A is a member
    When the time is "2016-04-04 10:00"
    Then A has a waiting bonus of 500 units until "2016-05-01 00:00"
    When the time is "2016-05-01 00:00"
    Then A has a waiting bonus of 500 units until "2016-05-31 00:00"
    When A dials "*555*00#"
    Then A has 500 bonus units until "2016-05-08 00:00"
    And A has no waiting bonus

  @B1 @B2
  Scenario: A year without a dial
    Given A is a member
    When the time is "2017-03-02 23:59:59"
    Then A has a waiting bonus of 500 units until "2017-03-03 00:00"
    And A has a waiting bonus of 500 units until "2017-03-31 00:00"
    When the time is "2017-03-10 10:00"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2017-03-17 10:00"
    And A has no waiting bonus

  @B1 @M6
  Scenario: A year's absence
    Given A is a member
    When the time is "2016-03-20 10:00"
    And A dials "*555*2#"
    And the time is "2017-03-20 10:00"
    And A dials "*555*1#"
    Then A has a waiting bonus of 500 units until "2017-04-19 10:00"
    And A did not consent to "personal data" at "2016-12-31 23:59:59"
    When A dials "*555*00#"
    Then A has 500 bonus units until "2017-03-27 10:00"
    And A has no waiting bonus

  @B3
  Scenario: A second code in the same second activates nothing more
    Given A has activated the bonus
    When A dials "*555*00#"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2016-03-12 10:00"
    And A has no waiting bonus

  @B4
  Scenario: In December the next activation is next year's
    Given the time is "2016-12-24 18:00"
    And A has activated the bonus
    When A dials "*555*00#"
    Then A sees " 1 Jan"

  @B5
  Scenario Outline: The balance in every language
    Given A speaks "<language>"
    And A has activated the bonus
    When A dials "*111*3#"
    Then A sees "1000 <tenge>"
    And A sees "500 <tenge>"
    And A sees "12 "

    Examples:
      | language | tenge |
      | en       | tenge |
      | ru       | тенге |
      | kk       | теңге |

  @B5
  Scenario: A guest's balance, after a top-up
    When A tops up 0.5 tenge
    And A dials "*111*3#"
    Then A sees "1000.5 tenge"
    And A has 1000.5 tenge

  @B5 @B6
  Scenario: Several balances are shown with the earliest end
    Given A has activated the bonus
    When the operator grants A 100 units for 3 days because "an outage"
    And A dials "*111*3#"
    Then A sees "600 tenge"
    And A sees "8 Mar"

  @B6
  Scenario: Extra units count neither as the month's bonus nor as its activation
    Given A is a member
    When the operator grants A 100 units for 3 days because "an outage"
    And the operator grants A 0.25 units for 1 day because "a typing error"
    Then A has 100.25 bonus units until "2016-03-06 10:00"
    When A dials "*555*00#"
    Then A has 600.25 bonus units until "2016-03-06 10:00"
    When the time is "2016-03-06 10:00"
    Then A has 600 bonus units until "2016-03-08 10:00"
    When the time is "2016-03-08 10:00"
    Then A has 500 bonus units until "2016-03-12 10:00"
    When the time is "2016-04-01 00:00"
    Then A has a waiting bonus of 500 units until "2016-05-01 00:00"

  @B6 @M5
  Scenario: No extra bonus after the leave
    Given A is a member
    When A dials "*555*2#"
    And the operator grants A 100 units for 3 days because "an apology too late"
    Then A has 0 bonus units
    And A has 1000 tenge

  @B6 @M1
  Scenario: No extra bonus for another brand
    Given A is a member
    When A changes brand to kcell
    And the operator grants A 1 unit for 1 day because "a test"
    Then A has 0 bonus units

  @B7
  Scenario: A transfer moves the main balance and nothing else
    Given A has activated the bonus
    And activ subscriber B on tariff "Time to Talk" with 0 tenge
    When A transfers 400.25 tenge to B
    Then it was paid with:
      | balance | amount       |
      | main    | 400.25 tenge |
    And A has 599.75 tenge
    And B has 400.25 tenge
    And A has 500 bonus units until "2016-03-12 10:00"
    And B has 0 bonus units

  @B7
  Scenario: The last tiyn can go, the one after it cannot
    Given kcell subscriber K on tariff "Time to Talk" with 0 tenge
    When A transfers 1000 tenge to K
    Then A has 0 tenge
    And K has 1000 tenge
    When A transfers 0.01 tenge to K
    Then it was refused
    And nothing was paid
    And K has 1000 tenge

  @B8
  Scenario: A new tariff keeps a bonus that waits
    Given A is a member
    When A changes tariff to "All In One S"
    And A changes tariff to "Beseda" with its fee not paid
    Then A has a waiting bonus of 500 units until "2016-04-04 10:00"
    And A is a member

  @B3
  Scenario: Two people's bonuses are two
    Given A has activated the bonus
    And activ subscriber B on tariff "Time to Talk" with 0 tenge
    When the time is "2016-03-06 11:00"
    And B dials "*555*1#"
    And B dials "*555*00#"
    Then A has 500 bonus units until "2016-03-12 10:00"
    And B has 500 bonus units until "2016-03-13 11:00"
