/**
 * What Chinese and Japanese text on a card means, told by how it begins and ends: there are no spaces to go by, and few
 * words to list. Family names are the commonest of both countries.
 */

const HAN = String.raw`\p{Script=Han}々ヶ`;
const EASTERN = new RegExp(`[〒${HAN}\\p{Script=Hiragana}\\p{Script=Katakana}]`, 'u');

const COMPANY =
  /株式会社|有限会社|合同会社|合資会社|有限公司|股份|集团|集團|公司|企業|企业|商事|商会|商會|製作所|工業$|産業$|电子$|科技$|銀行|银行|出版社|新聞社/u;
const BODY = new RegExp(
  `大学|大學|学院|學院|学校|學校|中学|中學|小学|小學|高校|高中|國小|國中|幼儿园|幼稚園|保育園|学園|研究所|研究院|設計院|设计院|病院|医院|醫院|诊所|診所|` +
    `クリニック|薬局|药房|藥局|協会|协会|協會|学会|學會|商会|商會|联合会|聯合會|連合|連盟|联盟|聯盟|財団|社団|法人|機構|机构|委員会|委员会|委員會|事務所|事务所|会議所|` +
    `基金|金庫|証券|证券|保険|保险|保險|投资|投資|控股|図書館|图书馆|圖書館|博物館|博物馆|美術館|美术馆|大使館|大使馆|領事館|领事馆|组织|組合|` +
    `政府|役所|役場|県庁|警察|裁判所|法院|教会|教會|教堂|神社|ホテル|旅館|酒店|饭店|飯店|餐厅|餐廳|レストラン|居酒屋|食堂|酒造|農園|农场|農場|牧場|工務店|` +
    `不動産|地产|運輸|物流|水産|食品|建設$|建设$|航空|鉄道|電力|电力|日報|日报|新聞|出版|書店|书店|百貨|百货|商店|旅行社|旅行$|传媒|傳媒|工作室|工房|スタジオ|` +
    `デザイン$|设计$|設計$|美容室|サロン|写真館|ギャラリー|スクール|アカデミー|クラブ|俱乐部|俱樂部|ホールディングス|センター$|中心$|` +
    `(?:外交|国防|國防|教育|財政|财政|法務|司法|農業|农业|内政|內政|經濟|公安|卫生|衛生|商务)部$`,
  'u',
);
/** A person's name may end like this too. */
const BODY_PERHAPS = /(?:省|庁|局|署|院|会|社|館|馆|店|寺|園)$/u;
/** Places that end as departments do. */
const NO_DEPARTMENT = /(?:工作|美容)室$|(?:外交|国防|國防|教育|財政|财政|農業|农业|内政|內政|公安|卫生|衛生|商务)部$/u;
const DEPARTMENT = /(?:部|課|课|室|科|係|系|处|處|グループ|ユニット|チーム|事業部|本部|支店|支社|分公司)$/u;
/** Signs that end the word for one who does something, then words whose last sign is a name's or a company's as well. */
const TITLE = new RegExp(
  `(?:(?<![成生增特延最])[長长]|(?<![会會全定動动])[員员]|[師师官者役]|代表|次長|顧問|顾问|参与|教授|助教|理士|護士|护士|計士|書士|築士|養士|労務士|療法士|保育士|鑑定士|案内士|` +
    `[理監监董領领参參幹判検執执主]事|知事|秘書|秘书|助理|特助|[经經経協协副襄]理|總監|总监|[总總総]裁|主席|上席|書記官?|书记|主管|主編|主编|总编|總編輯?|编辑|編輯|` +
    `(?:负责|負責|责任|責任|合伙|合夥|創辦|创始|創始|发言|發言|主持|代表|代理|经纪|經紀|介绍)人|职人|職人|担当|主任|主査|主幹|主計|` +
    `リーダー|マネージャー?|マネジャー|エンジニア|デザイナー|コンサルタント|ディレクター|プロデューサー|プログラマー|アナリスト|アドバイザー|オーナー|アーキテクト|` +
    `スペシャリスト|フェロー|アシスタント|チーフ|トレーナー|インストラクター|ライター|エディター|ジャーナリスト|ストラテジスト|サイエンティスト|リサーチャー|オフィサー|` +
    `プレジデント|パートナー|カウンセラー|アーティスト|フォトグラファー|カメラマン|シェフ|ヘッド|リード|セールス|バイヤー|スタイリスト|プランナー|コーディネーター?|ファウンダー|` +
    `エバンジェリスト|デベロッパー|クリエー?イ?ター|コーチ|セラピスト|スタッフ|オペレーター|マーケター|キュレーター|ソムリエ|パティシエ|バリスタ|ネイリスト|アソシエイト|` +
    `イラストレーター|ミュージシャン|ピアニスト|ドライバー|コンシェルジュ|ボランティア|` +
    `専務|常務|専門職|支配人|料理人|通訳|翻訳|翻译|翻譯|導遊|导游|監督|导演|導演|编剧|編劇|策划|企劃|主播|领队|領隊|主[廚厨]|大[廚厨]|教练|教練|医生|醫生|大夫|出纳|会计|會計|` +
    `大使|公使|特使|参赞|參贊|总工|副总|司機|司机|保安|神父|住職|宮司|司祭|牧師|大工|棟梁|杜氏|女将|板前|俳優|声優|女優|歌手|運転手|選手|農家|` +
    `[画畫作真訳論道芸艺術术学學専专門门奏楽企]家|[店園社亭業]主|(?:学|學|研究|博士|碩士|硕士|大学院|院|実習|实习|留学)生|博士(?:前期|後期)課程|修士課程|博士[后後]|` +
    `[上中少大](?:校|尉|佐))(?:補佐|代理|補|助理)?(?:\\s*[（(][^）)]*[）)])?$`,
  'u',
);
const ADDRESS =
  /〒|丁目|番地|\d(?:番|号|號|楼|樓|階|室)|(?:都|道|府|県|省|市|区|區).*(?:市|区|區|町|村|郡|路|街|道|\d)/u;
const NAME = new RegExp(`^[${HAN}]{1,3}\\s?[${HAN}\\p{Script=Hiragana}]{1,3}$`, 'u');

const FAMILIES = new Set(
  `王 李 张 張 刘 劉 陈 陳 杨 楊 赵 趙 黄 黃 周 吴 吳 徐 孙 孫 胡 朱 高 林 何 郭 马 馬 罗 羅 梁 宋 郑 鄭 谢 謝 韩 韓 唐 冯 馮 于 董 萧 蕭 程
  曹 袁 邓 鄧 许 許 傅 沈 曾 彭 吕 呂 苏 蘇 卢 盧 蒋 蔣 蔡 贾 賈 丁 魏 薛 叶 葉 阎 閻 余 潘 杜 戴 夏 钟 鍾 汪 田 任 姜 范 方 石 姚 谭 譚
  廖 邹 鄒 熊 金 陆 陸 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 顧 侯 邵 孟 龙 龍 万 萬 段 钱 錢 汤 湯 尹 黎 易 常 武 乔 喬 贺 賀 赖 賴 龚 龔 文 欧阳
  佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 清水 林 斎藤 斉藤 齋藤 山崎 森 池田 橋本
  阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川
  松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田
  大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 木下 久保 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 水野 桜井 高野
  吉川 山内 西田 飯田 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 東 服部 川崎 岩田 土屋 福島 本田 辻 樋口 秋山 田口 永井 山中 中西
  吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野 浅野 松下 大久保 吉岡 小池 野田 荒木 大谷 熊谷 松浦 黒田 内藤 川村 永田 堀 尾崎 西山 松村`
    .trim()
    .split(/\s+/),
);
const LONGEST_FAMILY = 3;

export interface HanMeaning {
  readonly title: boolean;
  readonly organisation: boolean;
  readonly legal: boolean;
  readonly department: boolean;
  readonly address: boolean;
}

/** Null for text without a Chinese or Japanese sign. */
export function hanMeaning(text: string): HanMeaning | null {
  if (!EASTERN.test(text)) return null;
  const title = TITLE.test(text);
  const company = COMPANY.test(text);
  const department = !title && DEPARTMENT.test(text) && !NO_DEPARTMENT.test(text);
  const address = ADDRESS.test(text);
  const organisation = !title && !address && (company || BODY.test(text) || BODY_PERHAPS.test(text));
  return { title, organisation, legal: company, department, address };
}

/** 0 for what cannot be a person's name, 1 for what may be, 2 where it begins with a family name that is common. */
export function hanNameness(text: string): number {
  if (!NAME.test(text)) return 0;
  const meaning = hanMeaning(text);
  const beginnings = Array.from({ length: LONGEST_FAMILY }, (_, index) => text.slice(0, index + 1));
  const family = beginnings.some((beginning) => beginning.length < text.length && FAMILIES.has(beginning));
  if (meaning?.title || meaning?.legal || BODY.test(text)) return 0;
  if (meaning?.organisation || meaning?.department || meaning?.address) return family ? 1 : 0;
  return family ? 2 : 1;
}

/** "代表取締役 山田太郎" is a title and a name; the name alone comes back. */
export function withoutHanTitle(text: string): string {
  const [first = '', ...rest] = text.split(/\s+/u);
  return rest.length > 0 && TITLE.test(first) && EASTERN.test(first) ? rest.join(' ') : text;
}
