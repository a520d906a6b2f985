Feature: What is known of a person, and what a leave takes away

  Background:
    Given the time is "2016-03-07 10:00"
    And activ subscriber A on tariff "Time to Talk" with 1000 tenge
    And A is a member
    When partner "Coffee" sends A 2 info messages by SMS
    And the operator grants A 100 units for 30 days because "a birthday"

  @S3 @C1
  Scenario: A member has an extract of everything
    Then A's timeline tells of "contact_taken"
    And A's extract says "a birthday"
    And A's extract says "Coffee"

  @S3 @M4 @C1
  Scenario: With the leave goes what was said and written; accounts and consents stay
    When the time is "2016-03-08 10:00"
    And A dials "*555*2#"
    Then A's timeline tells nothing of "contact_taken"
    And A's extract does not say "a birthday"
    And A's timeline tells of "joined"
    And A's timeline tells of "extra_bonus_given"
    And A consented to "personal data" at "2016-03-08 09:59:59"
    And A did not consent to "personal data" at "2016-03-08 10:00"

  @S3 @M6 @C2
  Scenario: What was erased still counts for the month
    When A dials "*555*2#"
    And the time is "2016-03-07 10:05"
    And A dials "*555*1#"
    Then A has no waiting bonus
    When partner "Coffee" sends A 9 info messages by SMS
    Then A has received 10 info messages in "2016-03"
    And A's timeline tells of "contact_taken"
