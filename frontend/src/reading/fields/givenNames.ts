/**
 * Given names and family names of many countries, without accents: a hint that a line names a person, never a condition.
 * The lists under words/ come from Faker (tools/words); what it writes in other scripts only stands here in Latin letters.
 */
import { ADDRESS_WORDS, DEPARTMENT_WORDS, ORGANISATION_WORDS, SENTENCE_WORDS } from './vocabulary.ts';
import families from './words/families.txt?raw';
import names from './words/names.txt?raw';

const COMMON = new Set(
  `abdelaziz abderrahim abhishek aditi ajay akash akihiro akiko alexey alok aman amitabh anand anil ankit ankur anupam
  anurag arvind ashish ashok ashwin asuka atul avinash ayumi balaji bharat bin binh byung chang chao chen cheng chetan
  chie chun cuong dae daiki daisuke deepak devendra dhananjay dilip dinesh dmitry dong driss duc eiji emi eun fadi
  fahad faisal fang feng fumio ganesh gang ghassan giang govind guang gyu hae han hanan hang hao haruka haruki hayato
  hee hemant hideki hieu hiroko hiromi hiroyuki hisashi ho hoa hua hui hye hyun ibtissam ichiro jae jawad jayant
  jayesh jen ji jian jiang jie jin jing jiro jitendra joon ju jun jung junko kailash kalpana kaori kapil karthik
  kavita kazuki keiko kenichi kenta ketan khanh kiran kishore kohei koji kumiko kunal kyoko kyung lalit lamia latifa
  lei liang lijun ling loubna mahender mahesh majed makoto mamoru manish manjunath manoj marwan masahiro masashi
  masato masaya mayank mayumi meena megumi mei mihir min ming mitsuru miyuki mohan mohit mukesh murali na nagesh najat
  naji naoki naoko narendra naresh natsuki navin neeraj nga nguyen nhung nikos ninad ning niranjan nitin noboru
  nobuyuki noura osamu othman pankaj parag pavan peng ping piyush prabhakar pradeep pradip prakash pramod prashant
  praveen preeti qiang qing qiong quan quynh rabia rachna rafik raj rajendra rajesh rajiv rajkumar rakesh rakhi ram
  ramesh ranjit ravindra reiko rekha ridha rie ritu rohit rong ryo ryota sachiko sachin sagar sameer sandeep sang
  sanjay sanjeev santosh saori satish satoshi seung shailesh shankar sharad shashi shigeru shilpa shingo shinji shinya
  shiro shiv shota shu shun shweta song soo soumya srinivas subhash sudhir sujata sumit sung sunil surendra suresh
  susumu swapnil tadashi tae taichi takahiro takashi takeshi takuya tao tarek taro tarun tatsuya tetsuya thu thuy tien
  ting tomohiro tomoko toru trang trinh tsuyoshi tushar tuyen uday umesh usha varun venkat vidya viet vijay vikas
  vikram vinay vineet vinh vinod vishal vivek wang wei weimin wen won woo xia xiao xin xiu xu xue yang yasuhiro yasuo
  yi ying yogesh yoichi yoko yong yosuke yu yuan yui yuichi yuki yukio yumiko yun yusuke zhang zhen zhi zhong`.split(
    /\s+/,
  ),
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
