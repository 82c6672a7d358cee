/**
 * Hosts that put themselves into other people's statistics to attract those who read them: no page of theirs links to
 * anybody. Their subdomains count as well.
 */
export const SPAM_REFERRERS = `
  100dollars-seo.com 3-letter-domains.net 4webmasters.org 7makemoneyonline.com adviceforum.info amazon-seo-service.com
  anticrawler.org baixar-musicas-gratis.com bartikus.site best-seo-offer.com best-seo-report.com best-seo-software.xyz
  best-seo-solution.com biglistofwebsites.com blackhatworth.com bot-traffic.icu bot-traffic.xyz bottraffic.live
  bottraffic.xyz bottraffic143.xyz bottraffic329.xyz bottraffic999.xyz burger-imperia.com buttons-for-website.com
  buttons-for-your-website.com buy-cheap-online.info cenokos.ru cenoval.ru chinese-amezon.com cityadspix.com
  copyrightclaims.org covadhosting.biz dailyrank.net darodar.com depositfiles-porn.ga dertus.site
  descargar-musica-gratis.net domination.ml e-buyeasy.com econom.co edakgfvwql.ru erot.co event-tracking.com fertuk.site
  fix-website-errors.com floating-share-buttons.com forum69.info free-floating-buttons.com free-share-buttons.com
  free-social-buttons.com free-traffic.xyz generalporn.org get-free-social-traffic.com get-free-traffic-now.com
  gobongo.info googlsucks.com grets.store guardlink.org hosting-tracker.com howtostopreferralspam.eu hulfingtonpost.com
  hundejo.com hvd-store.com iloveitaly.ro iloveitaly.ru ilovevitaly.co ilovevitaly.com ilovevitaly.info ilovevitaly.org
  ilovevitaly.ro ilovevitaly.ru ilovevitaly.xyz iskalko.ru justprofit.xyz kabbalah-red-bracelets.com kambasoft.com
  keywords-monitoring-success.com keywords-monitoring-your-success.com lombia.co lombia.com lumb.co luxup.ru mantero.online
  meendo-free-traffic.ga monetizationking.net nufaq.com o-o-6-o-o.com o-o-8-o-o.com o00.in online-hit.info
  pizza-imperia.com pizza-tycoon.com pornhub-forum.ga pornhub-forum.uni.me priceg.com qualitymarketzone.com
  quit-smoking.ga rank-checker.online rankings-analytics.com ranksonic.info ranksonic.org rapidgator-porn.ga razas.site
  rida.tokyo sanjosestartups.com savetubevideo.com screentoolkit.com seders.website semalt.com semaltmedia.com
  seo-platform.info seoanalyses.com seoexperimenty.ru seopub.net sexyali.com share-buttons-for-free.com share-buttons.xyz
  sharebutton.net sharebutton.org sharebutton.to simple-share-buttons.com site-auditor.online sitevaluation.org
  slftsdybbg.ru smailik.org social-buttons.com socialseet.ru success-seo.com superiends.org theguardlan.com
  top1-seo-service.com top10-way.com traffic2cash.org traffic2cash.xyz traffic2money.com trafficbot.life trafficbot.live
  trafficbot4free.xyz trafficgenius.xyz trafficmonetize.org trafficmonetizer.org video--production.com
  videos-for-your-business.com vodkoved.ru w3javascript.com web-revenue.xyz webmaster-traffic.com webmonetizer.net
  website-analyzer.info website-errors-scanner.com websites-reviews.com websocial.me wordpress-crew.net xtrafficplus.com
  ykecwqlixx.ru youporn-forum.ga youporn-forum.uni.me yourserverisdown.com zastroyka.org`;
