/**
 * Shopify's customer privacy API, as far as a theme app extension asks it: `Shopify.loadFeatures` brings `Shopify.customerPrivacy`, whose
 * methods say what the visitor allows. This shop asks for no consent, so everything is allowed until `setTrackingConsent` says otherwise;
 * then `visitorConsentCollected` is told on the document. Source: shopify.dev, "Customer Privacy API".
 */
export const customerPrivacyScript = `<script>(function(){
var KEY='_tracking_consent';
function consent(){try{return JSON.parse(localStorage.getItem(KEY))||{}}catch(e){return {}}}
function allows(name){return function(){return consent()[name]!==false}}
Shopify.loadFeatures=function(features,done){setTimeout(function(){
Shopify.customerPrivacy=Shopify.customerPrivacy||{
analyticsProcessingAllowed:allows('analytics'),marketingAllowed:allows('marketing'),preferencesProcessingAllowed:allows('preferences'),saleOfDataAllowed:allows('sale_of_data'),
setTrackingConsent:function(given,then){localStorage.setItem(KEY,JSON.stringify(given));
document.dispatchEvent(new CustomEvent('visitorConsentCollected',{detail:{analyticsAllowed:given.analytics!==false,marketingAllowed:given.marketing!==false,preferencesAllowed:given.preferences!==false,saleOfDataAllowed:given.sale_of_data!==false}}));
if(then)then()}};if(done)done()},0)};
})()</script>`;
