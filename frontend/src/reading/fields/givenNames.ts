/** Common given names of many countries, without accents: a hint that a line names a person, never a condition. */
const NAMES = new Set(
  `aaron abdul abdullah abhishek adam adel adela adrian adriana agnes ahmad ahmed ajay akash aki akiko akira alain alan
  albert alberto alejandra alejandro aleksandra aleksander alessandro alessandra alex alexander alexandra alexandre
  alexey alexis alfred ali alice alicia alison alistair allison amanda amandine amar amelia amina amir amit amy ana anand
  anastasia anders andre andrea andreas andrej andres andrew andrzej andy angel angela angelo anil anita anja anjali ankit
  ann anna anne annette annie anthony antoine anton antonella antonia antonio anurag aoife april ariel arjun armando arnaud
  arne arthur arun arturo asha ashley ashok astrid atul audrey august aurelie ayman ayse barbara bart beata beatrice
  beatriz ben benjamin benoit bernard bernd bert beth bharat bill birgit bjorn bob boris brad brandon brenda brent brian
  bridget brigitte bruce bruno bryan camille carina carl carla carlo carlos carmen carol carolina caroline carsten
  catarina catherine cecile cecilia chad chandra charles charlotte chen cheng cheryl chiara chloe chris christa christian
  christina christine christoph christophe christopher claire clara claude claudia claudio clement colin connor constance
  cordula craig cristian cristina curtis cynthia dagmar daisuke dale damien dan dana daniel daniela daniele danielle
  darren dario dave david davide dean deborah deepak delphine denis denise dennis derek diana diane didier diego dieter
  dimitri dinesh dirk divya dmitri dmitry dominic dominik dominique don donald donna doris dorothy doug douglas duncan dylan
  eberhard eddie edgar edith edoardo eduardo edward edwin eileen elaine elena eleonora eli elias elisa elisabeth elise
  elizabeth ella ellen elsa emanuel emil emilia emilie emily emma emmanuel enrico enrique eric erica erich erik erika
  ernest ernst erwin esra esteban esther etienne eugene eva evan eve evelyn fabian fabien fabio fabrice fatima fatma
  federica federico felipe felix ferdinand fernanda fernando filip filipe finn fiona florence florian floriane frances
  francesca francesco francis francisco franck francois francoise frank franz fred frederic frederik friedrich fritz
  gabriel gabriela gabriele gael gary gaurav gavin geert geoff geoffrey georg george georges gerald gerard gerd gerhard
  gianni gilbert gilles gina giorgio giovanni girish giulia giulio giuseppe glen glenn gloria gordon grace graham grant
  greg gregor gregory grzegorz guido guillaume guillermo gunter gustav gustavo guy hakan hamid han hana hanna hannah hannes
  hans harald hari harold harry hasan hassan hector heather hector heidi heike heiko heinrich heinz helen helena helene
  helga helmut hendrik henri henrik henry herbert herman hideki hiroshi hiroyuki holger hong hugh hugo hung hussein hye ian
  ibrahim igor ikram ilaria ilona ines ingrid irene irina iris isaac isabel isabella isabelle ismail ivan ivana ivo jack
  jackie jacob jacqueline jacques jaime jake jakob jakub james jamie jan jana jane janet janice janine jaroslav jason
  jasper javier jay jean jeff jeffrey jen jenna jennifer jenny jens jeremy jerome jerry jesper jesse jessica jesus jill jim
  jimmy jin jing jiri jitendra joachim joan joanna joao jochen joe joel joerg joey johan johann johanna johannes john
  johnny jon jonas jonathan joost jordan jordi jorg jorge jose josef joseph josephine josh joshua joyce juan juanita
  judith judy juha julia julian juliana julie julien juliette julio jun jung jurgen justin jutta kai kamal karan karel
  karen karin karina karl karsten katarina kate katharina katherine kathleen kathryn kathy katie katja katrin kay kazuo
  keiko keith kelly ken kenji kenneth kerry kevin khaled khalid kim kiran klaus koji kohei kris krishna kristen kristian
  kristin kristina krzysztof kumar kurt kyle lara lars laszlo laura laure laurence laurent lauren lea lee leila lena leo
  leon leonard leonardo leslie li liam lidia lily lin linda ling lionel lisa liz lorenzo lothar lotte louis louise luca
  lucas lucia luciano lucie lucy ludovic luigi luis luisa luiz lukas lukasz luke lynn maciej madeleine magdalena magnus
  mahmoud maja manfred manish manoj manuel manuela mara marc marcel marcelo marcin marcio marco marcos marcus marek margaret
  margarita maria mariam marian marianne marie marija marina mario marion marjan mark marko markus marlene marta martha
  martin martina martine mary masahiro masashi massimo mateo mateusz mathias mathieu mathilde matt matteo matthew matthias
  matthieu maurice mauricio mauro max maxime maya megan mehdi mehmet mei melanie melissa merete meriem mia micha michael
  michal michel michele michelle miguel mihai mika mike mikael mikhail milan min ming miriam mirko mohamed mohammad
  mohammed mohan mohit monica monika morgan morten moritz muhammad mukesh murat murielle mustafa nabil nadia nadine nancy
  naoko naomi narendra natalia natalie natasha nathalie nathan naveen neha neil nelson nguyen nicholas nick nicola nicolas
  nicole niels nigel nikhil niklas nikola nikolai nikos nils nina ninad nitin noah noemi nora norbert norman nuno olaf oleg
  olga oliver olivia olivier omar oscar oskar osman otto pablo pamela paola paolo pascal patricia patricio patrick patrik
  paul paula paulina paulo pavel pawel pedro peggy per perry peter petr petra phil philip philipp philippe phillip phoebe
  pia pierre piet pieter pietro piotr pooja pradeep prakash pramod pranav prashant priya qing quentin rachel radek rafael
  rafal rahul rainer raj rajesh rajiv rakesh ralf ralph ram ramesh ramon randy raphael raquel rashid ravi ray raymond rebecca
  regina reinhard rene renata renate renaud ricardo riccardo richard rick rita rob robert roberta roberto robin rodolfo
  rodrigo roger rohit roland rolf roman ron ronald rosa rosemary ross roxana roy ruben rudolf rui russell ruth ryan ryo
  sabine sabrina said sakura salim sally salvatore sam samantha samir samuel sandeep sander sandra sandy sanjay sanjeev
  santiago santosh sara sarah sascha satoshi scott sean sebastian sebastien selma serena serge sergei sergey sergio seth
  shane shannon sharon shaun shawn sheila shigeru shirley shinji silke silvia simon simona simone sofia sofie soledad
  sonia sonja sophia sophie soren stacey stan stanislav stefan stefania stefano steffen stella stephan stephane
  stephanie stephen steve steven stuart sue sunil suresh susan susana susanne suzanne sven svetlana sylvain sylvia sylvie
  takashi takeshi tamara tania tanja tara taro tatiana ted teresa terry thierry thomas thorsten tim timo timothy tina tobias
  todd tom tomas tomasz tomoko toni tony torsten tracy travis trevor tristan tyler udo ulf ulrich ulrike umesh ursula ute
  uwe vadim valentin valentina valerie vanessa vera veronica veronika veronique vicky victor victoria vijay vikram vincent
  vinod viola virginia virginie vishal vitor vittorio vivek vivian vladimir volker walter wang wei wendy wenche werner wilhelm
  will willem william willy wim winston wolfgang xavier xiao yann yannick yasmin yasmine yassine yasuhiro yi ying yoko
  yolanda yosuke youssef yui yuki yuri yusuf yves yvette yvonne zachary zhang zoe zoltan zuzana`.split(/\s+/),
);

export function isGivenName(word: string): boolean {
  return NAMES.has(word);
}
