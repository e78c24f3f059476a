/**
 * What Chinese and Japanese text on a card means, told by how it begins and ends: there are no spaces to go by, and few
 * words to list. Family names are the commonest of both countries.
 */

const HAN = String.raw`\p{Script=Han}々ヶ`;
const EASTERN = new RegExp(`[〒${HAN}\\p{Script=Hiragana}\\p{Script=Katakana}]`, 'u');

const COMPANY =
  /株式会社|有限会社|合同会社|合資会社|有限公司|股份|集团|集團|公司|企業|企业|商事|商会|商會|製作所|工業$|産業$|电子$|科技$|銀行|银行|出版社|新聞社/u;
const BODY =
  /大学|大學|学院|學院|学校|學校|研究所|研究院|病院|医院|醫院|協会|协会|協會|学会|学會|財団|法人|機構|机构|委員会|委员会|事務所|事务所|基金|図書館|博物館|美術館|组织|組合|センター$/u;
/** A person's name may end like this too. */
const BODY_PERHAPS = /(?:省|庁|局|署|院|会|社|館|店)$/u;
const DEPARTMENT = /(?:部|課|课|室|科|係|系|处|處|グループ|ユニット|チーム|事業部|本部|支店|支社|分公司)$/u;
const TITLE = new RegExp(
  `(?:社長|会長|會長|取締役|代表|部長|部长|次長|課長|课长|係長|主任|主査|室長|所長|所长|局長|局长|支店長|店長|院長|院长|校長|校长|` +
    `理事長?|理事长|執行役員|役員|監査役|顧問|顾问|参与|研究員|研究员|教授|講師|讲师|助教|技師|技师|工程師|工程师|設計師|设计师|` +
    `弁護士|律師|律师|弁理士|会計士|会计师|會計師|税理士|建築士|医師|医师|醫師|審査官|秘書|秘书|助理|専員|專員|专员|經理|经理|経理|` +
    `總監|总监|總裁|总裁|董事長?|董事长|主席|書記|书记|主管|主編|主编|編集長|編集者|記者|记者|合伙人|創辦人|创始人|創業者|负责人|` +
    `責任者|担当|職員|社員|リーダー|マネージャー?|マネジャー|エンジニア|デザイナー|コンサルタント|ディレクター|プロデューサー|` +
    `プログラマー|アナリスト|アドバイザー|オーナー|アーキテクト|スペシャリスト|` +
    `フェロー|アシスタント|チーフ|トレーナー|インストラクター|ライター|エディター|ジャーナリスト|ストラテジスト|サイエンティスト|リサーチャー|` +
    `オフィサー|プレジデント|パートナー|カウンセラー|アーティスト|フォトグラファー|カメラマン|シェフ|専務|常務|主幹|主席|上席|支配人|料理長|助手|` +
    `通訳|翻訳者?|監督|科長|科长|組長|组长|處長|处长|委員長?|委员长?|站長|协理|協理|副理|襄理|監事|监事|技術員|技术员|业务员|業務員|专家|專家|` +
    `負責人|經紀人|经纪人|翻译|司機|店主)(?:補佐|代理|補|助理)?$`,
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
  const department = !title && DEPARTMENT.test(text);
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
