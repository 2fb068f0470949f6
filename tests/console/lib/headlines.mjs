// Made up; `{}` is a number, so that some come again and some do not.
export const headlines = [
  'Chipmaker raises full-year guidance after record quarter {}',
  'Regional lender swings to a loss on bad property loans {}',
  'Airline warns of weaker summer bookings, shares slide',
  'Retailer to open {} stores next year',
  'Board will meet on Tuesday to discuss the dividend',
  'Drugmaker wins approval for its weekly insulin',
  'Carmaker recalls {} thousand vehicles over brake fault',
  'Utility completes sale of its gas network',
  'Software group beats estimates as cloud revenue jumps {} percent',
  'Shipping company cuts forecast for the third time this year',
  'Insurer names new chief financial officer',
  'Miner halts output at flooded site, expects {} million in costs',
  'Bank returns to profit and resumes its buyback',
  'Publisher sued over licensing of its archive',
  'Grocer’s margins hold steady as food prices ease',
  'Start-up raises {} million to build batteries',
];
