/**
 * Pairs of last turns by which the semantic cache is calibrated, written for it: what people ask at a help desk, of a coding
 * assistant, of an analyst. `same`: the answer to one is the answer to the other. `different`: it is not, although only a number,
 * a name, a negation, an opposite, an order or one noun is another.
 */
const pairs = (text: string): readonly (readonly [string, string])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [left = '', right = ''] = line.split(' | ');
      return [left.trim(), right.trim()];
    });

export const same = pairs(`
How do I reset my password? | How can I reset my password?
How do I reset my password? | how to reset password
How do I reset my password? | Please tell me how I can reset my password.
What is the capital of France? | What's the capital of France?
What is the capital of France? | Tell me the capital of France.
Capital of France? | What is the capital of France?
Where is my order? | Hello, where is my order?
Where can I find my invoices? | Where do I find my invoices?
How many vacation days do I have left? | Can you tell me how many vacation days I have left?
Can I change the delivery address of my order? | Could I change the delivery address for my order?
Explain how TLS certificates work. | Can you explain how TLS certificates work?
Explain recursion in Python | Please explain recursion in Python.
Write a haiku about autumn | write a haiku about autumn, please
Write a haiku about autumn. | Could you write me a haiku about autumn?
What does HTTP status 429 mean? | what does http status 429 mean
What does HTTP status 429 mean? | Hi, what does the HTTP status 429 mean?
How do I cancel my subscription? | How can I cancel my subscription, please?
I want to cancel my subscription. | I'd like to cancel my subscription
How do I export my data as CSV? | How can I export the data as CSV?
Which regions are supported? | What regions are supported?
What are your opening hours? | what are the opening hours
Summarize this quarter's sales figures. | Please summarize this quarter's sales figures
List the planets of the solar system | List the planets in the solar system.
How old is the universe? | how old is the universe?
Convert 100 dollars to euros | Please convert 100 dollars to euros.
Translate "good morning" into French | Please translate "good morning" into French.
What is the boiling point of water? | What's the boiling point of water?
How do I sort a list in Python? | How to sort lists in Python?
How do I sort a list in Python? | How can I sort a list in Python
What is a foreign key in SQL? | What's a foreign key in SQL?
How does garbage collection work in Java? | Explain how garbage collection works in Java.
Why is the sky blue? | Can you tell me why the sky is blue?
Who wrote Hamlet? | Tell me who wrote Hamlet.
When does the summer sale start? | When does the summer sale start, please?
How long does shipping take? | How long will shipping take?
Is there a student discount? | Do you have a student discount?
How do I enable two-factor authentication? | How can I enable two-factor authentication?
What payment methods do you accept? | Which payment methods do you accept?
How do I create a virtual key? | How can I create virtual keys?
Give me three names for a coffee shop. | give me 3 names for a coffee shop
Draft an email to decline a meeting | Please draft an email to decline a meeting.
What is the difference between TCP and UDP? | Explain the difference between TCP and UDP
Explain the difference between a list and a tuple. | What is the difference between a list and a tuple?
How do I install Docker on Ubuntu? | How to install Docker on Ubuntu
What is our refund policy? | What's our refund policy?
How many employees does the company have? | how many employees does our company have
Show me the error rate of last week | Show the error rate of last week.
Does the warranty cover water damage? | Is water damage covered by the warranty?
How do I terminate my contract? | How do I end my contract?
What does the contract cost? | How expensive is the contract?
Fix the bug in this function | Repair the bug in this function
My parcel never arrived. | I have not received my parcel.
`);

export const different = pairs(`
How do I reset my password? | How do I reset my PIN?
How do I reset my password? | How do I reset my router?
How do I reset my password? | Why do I have to reset my password?
How do I reset my password? | When should I reset my password?
How do I reset my password? | How do I reset my colleague's password?
What is the capital of France? | What is the capital of Germany?
What is the capital of France? | What was the capital of France in 1750?
What is the capital of France? | What is the currency of France?
What is 17 times 23? | What is 17 times 32?
What is 17 times 23? | What is 17 plus 23?
Convert 100 dollars to euros | Convert 1000 dollars to euros
Convert 100 dollars to euros | Convert 100 euros to dollars
Convert 100 USD to EUR | Convert 100 EUR to USD
How do I enable two-factor authentication? | How do I disable two-factor authentication?
How do I open an account? | How do I close an account?
Is the store open on Sunday? | Is the store open on Monday?
Is the store open today? | Is the store open tomorrow?
Can I take ibuprofen with alcohol? | Can I take ibuprofen without alcohol?
Can I take ibuprofen with alcohol? | Can I take aspirin with alcohol?
Is it safe to eat raw salmon? | Is it not safe to eat raw salmon?
Is it safe to eat raw salmon? | Is it safe to eat raw chicken?
Which plan is the cheapest? | Which plan is the most expensive?
Which model is the fastest? | Which model is the slowest?
Show the highest salary per team | Show the lowest salary per team
List the first five orders | List the last five orders
List the first five orders | List the first six orders
Show orders before June 1 | Show orders after June 1
Show orders before June 1 | Show orders before July 1
Show orders of 2025 | Show orders of 2026
Show orders above 500 euros | Show orders below 500 euros
Delete all inactive users | Delete all active users
Delete inactive users | Do not delete inactive users
Add Anna to the project | Remove Anna from the project
Add Anna to the project | Add Hannah to the project
Add Anna to the project | Add Anna to the archive
Send the report to Peter Miller | Send the report to Petra Miller
Did Alice pay Bob? | Did Bob pay Alice?
Did Alice report to Bob? | Did Bob report to Alice?
Who bought Instagram? | Who sold Instagram?
Should I buy Tesla shares? | Should I sell Tesla shares?
Should I buy Tesla shares? | Should I buy Apple shares?
Translate "good morning" into French | Translate "good evening" into French
Translate "good morning" into French | Translate "good morning" into Spanish
Translate this from English to German | Translate this from German to English
Write a haiku about autumn | Write a haiku about spring
Write a haiku about autumn | Write a limerick about autumn
Write a short story about a dragon | Write a long story about a dragon
How do I sort a list in Python? | How do I sort a list in Java?
How do I sort a list in Python? | How do I reverse a list in Python?
Sort the table ascending by price | Sort the table descending by price
How do I encrypt a file with GPG? | How do I decrypt a file with GPG?
How do I import contacts? | How do I export contacts?
How do I start the server? | How do I stop the server?
What does HTTP status 429 mean? | What does HTTP status 428 mean?
What does exit code 1 mean? | What does exit code 137 mean?
What is the limit of the free plan? | What is the limit of the team plan?
What is the limit of the free plan? | What is the price of the free plan?
How many calls per minute are allowed? | How many calls per hour are allowed?
How much does it cost per month? | How much does it cost per year?
How long does shipping to Austria take? | How long does shipping to Australia take?
How long does shipping take? | How much does shipping cost?
Where is my order 1042? | Where is my order 1024?
Cancel order 1042 | Refund order 1042
Who won the World Cup in 2014? | Who won the World Cup in 2018?
Who won the World Cup in 2014? | Where was the World Cup in 2014?
When did the Second World War begin? | When did the Second World War end?
When did the First World War end? | When did the Second World War end?
What is the boiling point of water? | What is the freezing point of water?
What is the boiling point of water? | What is the boiling point of ethanol?
What is the population of New York? | What is the population of New Jersey?
Is 91 a prime number? | Is 97 a prime number?
What is the dose for children under 12? | What is the dose for children over 12?
What is the dose for an adult? | What is the maximum dose for an adult?
Turn the heating on | Turn the heating off
Increase the budget of the support team | Decrease the budget of the support team
Increase the budget of the support team | Increase the budget of the sales team
Increase the budget by 10% | Increase the budget by 100%
Approve the request of the marketing team | Reject the request of the marketing team
Who can see my messages? | Who cannot see my messages?
Do I have to pay tax on dividends? | Don't I have to pay tax on dividends?
Do cats like milk? | Do cats hate milk?
What are the advantages of microservices? | What are the disadvantages of microservices?
What are the symptoms of type 1 diabetes? | What are the symptoms of type 2 diabetes?
Explain the theory of special relativity | Explain the theory of general relativity
Explain how to use git merge | Explain how to use git rebase
Explain the code in parser.ts | Explain the code in lexer.ts
Summarize https://example.com/a | Summarize https://example.com/b
What is our refund policy in Germany? | What is our refund policy in Denmark?
How do I update my billing address? | How do I update my email address?
How many vacation days do I have left? | How many sick days do I have left?
Show revenue by region | Show revenue by product
Show revenue by region and month | Show revenue by month
What did the CEO say about layoffs? | What did the CFO say about layoffs?
Is Paris larger than London? | Is London larger than Paris?
Subtract 5 from 12 | Subtract 12 from 5
Please summarize the following message from our customer in one sentence and name the product it is about: the delivery of the blue office chair came on time, the packaging was clean, but the left armrest is broken and the customer asks for a replacement part until Friday. | Please summarize the following message from our customer in one sentence and name the product it is about: the delivery of the blue office chair came on time, the packaging was clean, but the left armrest is scratched and the customer asks for a replacement part until Friday.
Please review this change for our payment service and tell me whether it may go live: the retry counter is raised to three, the timeout stays at ten seconds, errors of the bank are logged with the order number, and the new metric counts declined cards by country. | Please review this change for our payment service and tell me whether it may go live: the retry counter is raised to three, the timeout stays at ten seconds, errors of the bank are ignored with the order number, and the new metric counts declined cards by country.
`);
