/**
 * Given names and family names of many countries, without accents: a hint that a line names a person, never a condition.
 * The common ones are our own choice; the long lists under words/ come from Faker (tools/words).
 */
import { ADDRESS_WORDS, DEPARTMENT_WORDS, ORGANISATION_WORDS, SENTENCE_WORDS } from './vocabulary.ts';
import families from './words/families.txt?raw';
import names from './words/names.txt?raw';

const COMMON = new Set(
  `aaron abdelaziz abderrahim abdul abdullah abhishek adam adel adela aditi adrian adriana agnes ahmad ahmed ajay akash
  aki akihiro akiko akira alain alan albert alberto alejandra alejandro aleksander aleksandra alessandra alessandro
  alex alexander alexandra alexandre alexey alexis alfred ali alice alicia alison alistair allison alok aman amanda
  amandine amar amelia amina amir amit amitabh amy ana anand anastasia anders andre andrea andreas andrej andres
  andrew andrzej andy angel angela angelo anil anita anja anjali ankit ankur ann anna anne annette annie anthony
  antoine anton antonella antonia antonio anupam anurag aoife april ariel arjun armando arnaud arne arthur arturo arun
  arvind asha ashish ashley ashok ashwin astrid asuka atul audrey august aurelie avinash ayman ayse ayumi balaji
  barbara bart beata beatrice beatriz ben benjamin benoit bernard bernd bert beth bharat bill bin binh birgit bjorn
  bob boris brad brandon brenda brent brian bridget brigitte bruce bruno bryan byung camille carina carl carla carlo
  carlos carmen carol carolina caroline carsten catarina catherine cecile cecilia chad chandra chang chao charles
  charlotte chen cheng cheryl chetan chiara chie chloe chris christa christian christina christine christoph
  christophe christopher chun claire clara claude claudia claudio clement colin connor constance cordula craig
  cristian cristina cuong curtis cynthia dae dagmar daiki daisuke dale damien dan dana daniel daniela daniele danielle
  dario darren dave david davide dean deborah deepak delphine denis denise dennis derek devendra dhananjay diana diane
  didier diego dieter dilip dimitri dinesh dirk divya dmitri dmitry dominic dominik dominique don donald dong donna
  doris dorothy doug douglas driss duc duncan dylan eberhard eddie edgar edith edoardo eduardo edward edwin eiji
  eileen elaine elena eleonora eli elias elisa elisabeth elise elizabeth ella ellen elsa emanuel emi emil emilia
  emilie emily emma emmanuel enrico enrique eric erica erich erik erika ernest ernst erwin esra esteban esther etienne
  eugene eun eva evan eve evelyn fabian fabien fabio fabrice fadi fahad faisal fang fatima fatma federica federico
  felipe felix feng ferdinand fernanda fernando filip filipe finn fiona florence florian floriane frances francesca
  francesco francis francisco franck francois francoise frank franz fred frederic frederik friedrich fritz fumio
  gabriel gabriela gabriele gael ganesh gang gary gaurav gavin geert geoff geoffrey georg george georges gerald gerard
  gerd gerhard ghassan giang gianni gilbert gilles gina giorgio giovanni girish giulia giulio giuseppe glen glenn
  gloria gordon govind grace graham grant greg gregor gregory grzegorz guang guido guillaume guillermo gunter gustav
  gustavo guy gyu hae hakan hamid han hana hanan hang hanna hannah hannes hans hao harald hari harold harry haruka
  haruki hasan hassan hayato heather hector hee heidi heike heiko heinrich heinz helen helena helene helga helmut
  hemant hendrik henri henrik henry herbert herman hideki hieu hiroko hiromi hiroshi hiroyuki hisashi ho hoa holger
  hong hua hugh hugo hui hung hussein hye hyun ian ibrahim ibtissam ichiro igor ikram ilaria ilona ines ingrid irene
  irina iris isaac isabel isabella isabelle ismail ivan ivana ivo jack jackie jacob jacqueline jacques jae jaime jake
  jakob jakub james jamie jan jana jane janet janice janine jaroslav jason jasper javier jawad jay jayant jayesh jean
  jeff jeffrey jen jenna jennifer jenny jens jeremy jerome jerry jesper jesse jessica jesus ji jian jiang jie jill jim
  jimmy jin jing jiri jiro jitendra joachim joan joanna joao jochen joe joel joerg joey johan johann johanna johannes
  john johnny jon jonas jonathan joon joost jordan jordi jorg jorge jose josef joseph josephine josh joshua joyce ju
  juan juanita judith judy juha julia julian juliana julie julien juliette julio jun jung junko jurgen justin jutta
  kai kailash kalpana kamal kaori kapil karan karel karen karin karina karl karsten karthik katarina kate katharina
  katherine kathleen kathryn kathy katie katja katrin kavita kay kazuki kazuo keiko keith kelly ken kenichi kenji
  kenneth kenta kerry ketan kevin khaled khalid khanh kim kiran kishore klaus kohei koji kris krishna kristen kristian
  kristin kristina krzysztof kumar kumiko kunal kurt kyle kyoko kyung lalit lamia lara lars laszlo latifa laura laure
  lauren laurence laurent lea lee lei leila lena leo leon leonard leonardo leslie li liam liang lidia lijun lily lin
  linda ling lionel lisa liz lorenzo lothar lotte loubna louis louise luca lucas lucia luciano lucie lucy ludovic
  luigi luis luisa luiz lukas lukasz luke lynn maciej madeleine magdalena magnus mahender mahesh mahmoud maja majed
  makoto mamoru manfred manish manjunath manoj manuel manuela mara marc marcel marcelo marcin marcio marco marcos
  marcus marek margaret margarita maria mariam marian marianne marie marija marina mario marion marjan mark marko
  markus marlene marta martha martin martina martine marwan mary masahiro masashi masato masaya massimo mateo mateusz
  mathias mathieu mathilde matt matteo matthew matthias matthieu maurice mauricio mauro max maxime maya mayank mayumi
  meena megan megumi mehdi mehmet mei melanie melissa merete meriem mia micha michael michal michel michele michelle
  miguel mihai mihir mika mikael mike mikhail milan min ming miriam mirko mitsuru miyuki mohamed mohammad mohammed
  mohan mohit monica monika morgan moritz morten muhammad mukesh murali murat murielle mustafa na nabil nadia nadine
  nagesh najat naji nancy naoki naoko naomi narendra naresh natalia natalie natasha nathalie nathan natsuki naveen
  navin neeraj neha neil nelson nga nguyen nhung nicholas nick nicola nicolas nicole niels nigel nikhil niklas nikola
  nikolai nikos nils nina ninad ning niranjan nitin noah noboru nobuyuki noemi nora norbert norman noura nuno olaf
  oleg olga oliver olivia olivier omar osamu oscar oskar osman othman otto pablo pamela pankaj paola paolo parag
  pascal patricia patricio patrick patrik paul paula paulina paulo pavan pavel pawel pedro peggy peng per perry peter
  petr petra phil philip philipp philippe phillip phoebe pia pierre piet pieter pietro ping piotr piyush pooja
  prabhakar pradeep pradip prakash pramod pranav prashant praveen preeti priya qiang qing qiong quan quentin quynh
  rabia rachel rachna radek rafael rafal rafik rahul rainer raj rajendra rajesh rajiv rajkumar rakesh rakhi ralf ralph
  ram ramesh ramon randy ranjit raphael raquel rashid ravi ravindra ray raymond rebecca regina reiko reinhard rekha
  renata renate renaud rene ricardo riccardo richard rick ridha rie rita ritu rob robert roberta roberto robin rodolfo
  rodrigo roger rohit roland rolf roman ron ronald rong rosa rosemary ross roxana roy ruben rudolf rui russell ruth
  ryan ryo ryota sabine sabrina sachiko sachin sagar said sakura salim sally salvatore sam samantha sameer samir
  samuel sandeep sander sandra sandy sang sanjay sanjeev santiago santosh saori sara sarah sascha satish satoshi scott
  sean sebastian sebastien selma serena serge sergei sergey sergio seth seung shailesh shane shankar shannon sharad
  sharon shashi shaun shawn sheila shigeru shilpa shingo shinji shinya shirley shiro shiv shota shu shun shweta silke
  silvia simon simona simone sofia sofie soledad song sonia sonja soo sophia sophie soren soumya srinivas stacey stan
  stanislav stefan stefania stefano steffen stella stephan stephane stephanie stephen steve steven stuart subhash
  sudhir sue sujata sumit sung sunil surendra suresh susan susana susanne susumu suzanne sven svetlana swapnil sylvain
  sylvia sylvie tadashi tae taichi takahiro takashi takeshi takuya tamara tania tanja tao tara tarek taro tarun
  tatiana tatsuya ted teresa terry tetsuya thierry thomas thorsten thu thuy tien tim timo timothy tina ting tobias
  todd tom tomas tomasz tomohiro tomoko toni tony torsten toru tracy trang travis trevor trinh tristan tsuyoshi tushar
  tuyen tyler uday udo ulf ulrich ulrike umesh ursula usha ute uwe vadim valentin valentina valerie vanessa varun
  venkat vera veronica veronika veronique vicky victor victoria vidya viet vijay vikas vikram vinay vincent vineet
  vinh vinod viola virginia virginie vishal vitor vittorio vivek vivian vladimir volker walter wang wei weimin wen
  wenche wendy werner wilhelm will willem william willy wim winston wolfgang won woo xavier xia xiao xin xiu xu xue
  yang yann yannick yasmin yasmine yassine yasuhiro yasuo yi ying yogesh yoichi yoko yolanda yong yosuke youssef yu
  yuan yui yuichi yuki yukio yumiko yun yuri yusuf yusuke yves yvette yvonne zachary zhang zhen zhi zhong zoe zoltan
  zuzana`.split(/\s+/),
);
const OTHER = [ORGANISATION_WORDS, DEPARTMENT_WORDS, ADDRESS_WORDS, SENTENCE_WORDS];
const listed = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((word) => !OTHER.some((words) => words.has(word)));
const GIVEN = new Set(listed(names));
const FAMILIES = new Set(listed(families));

/** 0 for no given name known, 1 for one that many people bear; less for one that only the long lists know. */
export function givenness(word: string): number {
  return COMMON.has(word) ? 1 : GIVEN.has(word) ? 0.5 : 0;
}

export function isFamilyName(word: string): boolean {
  return FAMILIES.has(word);
}
