Feature: What became of a contact

  Background:
    Given the time is "2016-03-07 10:00"
    And activ subscriber A on tariff "Time to Talk" with 1000 tenge
    And A is a member

  @C5
  Scenario Outline: What the telephone has is delivered
    When partner "Coffee" sends A 1 info message by <channel>, and the telephone has it
    Then A's contacts are "delivered"
    And A has received 1 info message in "2016-03"

    Examples:
      | channel |
      | SMS     |
      | USSD    |
