Feature: Joining and leaving, the corners

  Background:
    Given the time is "2016-03-05 10:00"
    And activ subscriber A on tariff "Time to Talk" with 1000 tenge

  @M6 @B1
  Scenario: Joining again in a later month earns that month's bonus
    Given A is a member
    When the time is "2016-03-10 10:00"
    And A dials "*555*2#"
    And the time is "2016-05-10 10:00"
    Then A has no waiting bonus
    When A dials "*555*1#"
    Then A has a waiting bonus of 500 units until "2016-06-09 10:00"
    When the time is "2016-06-01 00:00"
    Then A has a waiting bonus of 500 units until "2016-06-09 10:00"
    And A has a waiting bonus of 500 units until "2016-07-01 00:00"

  @M6 @B1
  Scenario: Out on the last day of a month, in again on the first of the next
    Given A is a member
    When the time is "2016-03-31 23:59:59"
    And A dials "*555*2#"
    And the time is "2016-04-01 00:00"
    Then A has no waiting bonus
    When A dials "*555*1#"
    Then A has a waiting bonus of 500 units until "2016-05-01 00:00"
    When A dials "*555*2#"
    And A dials "*555*1#"
    Then A has no waiting bonus

  @M6 @B4
  Scenario: The month's activation still counts after leaving and joining again
    Given A has activated the bonus
    When the time is "2016-03-20 10:00"
    And A dials "*555*2#"
    And A dials "*555*1#"
    And A dials "*555*00#"
    Then A has 0 bonus units
    When the time is "2016-04-01 00:00:01"
    And A dials "*555*00#"
    Then A has 500 bonus units until "2016-04-08 00:00:01"

  @M5 @B6
  Scenario: Leaving forfeits extra units too
    Given A has activated the bonus
    When the operator grants A 100 units for 30 days because "a birthday"
    Then A has 600 bonus units until "2016-03-12 10:00"
    When A dials "*555*2#"
    Then A has 0 bonus units
    When A dials "*555*1#"
    Then A has 0 bonus units

  @M5
  Scenario: Leaving cancels every bonus that waits
    Given A is a member
    When the time is "2016-04-02 10:00"
    Then A has a waiting bonus of 500 units until "2016-04-04 10:00"
    And A has a waiting bonus of 500 units until "2016-05-01 00:00"
    When A dials "*555*2#"
    Then A has no waiting bonus
    When the time is "2016-05-01 00:00"
    Then A has no waiting bonus

  @M5
  Scenario: Leave, and then rather not
    Given A has activated the bonus
    When A dials "*555#"
    And A chooses "Leave"
    And A chooses "Back"
    Then A is a member
    And A has 500 bonus units until "2016-03-12 10:00"

  @M7 @M4
  Scenario: Leaving twice ends the consent once
    Given A is a member
    When the time is "2016-03-06 10:00"
    And A dials "*555*2#"
    And the time is "2016-03-07 10:00"
    And A dials "*555*2#"
    Then A is not a member
    And A consented to "survey calls" at "2016-03-06 09:59:59"
    And A did not consent to "survey calls" at "2016-03-06 10:00"
    And A did not consent to "survey calls" at "2016-03-07 09:59:59"

  @M4 @M7
  Scenario: A second join does not move the first one's consent
    Given A is a member
    When the time is "2016-03-09 10:00"
    And A dials "*555*1#"
    Then A consented to "personal data" at "2016-03-05 10:00"
    And A consented to "personal data" at "2016-03-08 10:00"
    And A did not consent to "personal data" at "2016-03-05 09:59:59"

  @M4
  Scenario: In and out in one second leaves no consent behind
    When A dials "*555*1#"
    And A dials "*555*2#"
    Then A did not consent to "partner messages" at "2016-03-05 10:00"
    When A dials "*555*1#"
    Then A consented to "partner messages" at "2016-03-05 10:00"
    And A is a member

  @M4
  Scenario: A consent that was never given
    When A dials "*555*2#"
    And A dials "*555*00#"
    Then A did not consent to "partner messages" at "2016-03-05 10:00"
    And A did not consent to "survey calls" at "2016-03-05 10:00"
    And A did not consent to "personal data" at "2016-03-05 10:00"

  @M1 @M4
  Scenario: Away to another brand and back, but not back in the programme
    Given A is a member
    When the time is "2016-03-06 10:00"
    And A changes brand to kcell
    And the time is "2016-03-07 10:00"
    And A changes brand to activ
    Then A is not a member
    And A has no waiting bonus
    And A consented to "partner messages" at "2016-03-06 09:59:59"
    And A did not consent to "partner messages" at "2016-03-06 10:00"
    And A did not consent to "partner messages" at "2016-03-07 10:00"
    When A dials "*555*1#"
    Then A is a member
    And A has no waiting bonus

  @M1
  Scenario: Another brand's subscriber who comes over can join
    Given kcell subscriber K on tariff "Time to Talk" with 1000 tenge
    When K dials "*555*1#"
    And the time is "2016-03-20 10:00"
    And K changes brand to activ
    Then K is not a member
    When K dials "*555*1#"
    Then K is a member
    And K has a waiting bonus of 500 units until "2016-04-19 10:00"

  @M1
  Scenario: The codes do nothing for another brand
    Given kcell subscriber K on tariff "Time to Talk" with 0 tenge
    When K dials "*555*00#"
    And K dials "*555*2#"
    Then K is not a member
    And K has 0 bonus units
    And K has no waiting bonus

  @M2
  Scenario: A member's menu offers the way out
    Given A is a member
    When A dials "*555#"
    Then A sees "Leave"
    When A chooses "Terms"
    Then A is a member

  @M3 @T2
  Scenario: Who joins again accepts the terms of that day
    Given A is a member
    When the operator publishes new terms
    And the operator publishes new terms
    Then A accepted version 1 of the terms
    When A dials "*555*2#"
    And A dials "*555*1#"
    Then A accepted version 3 of the terms

  @M3 @T2
  Scenario: A second join under new terms changes nothing
    Given A is a member
    When the operator publishes new terms
    And A dials "*555*1#"
    Then A accepted version 1 of the terms

  @M3 @T2
  Scenario: New terms between the menu and the yes
    When A dials "*555#"
    And A chooses "Join"
    And the time is "2016-03-05 10:01"
    And A chooses "Yes"
    Then A is a member
    And A accepted version 1 of the terms
    And A has a waiting bonus of 500 units until "2016-04-04 10:01"

  @M2
  Scenario: Two people in the menu at once
    Given activ subscriber Zhanna on tariff "Beseda" with 5 tenge
    When A dials "*555#"
    And Zhanna dials "*555#"
    And A chooses "Join"
    And Zhanna chooses "Join"
    And Zhanna chooses "Yes"
    Then A is not a member
    And Zhanna is a member
    When A chooses "Yes"
    Then A is a member

  @M2
  Scenario: A new dial leaves the old menu behind
    When A dials "*555#"
    And A chooses "Join"
    And A dials "*111*3#"
    Then A sees "1000 tenge"
    And A is not a member
