#include "apps/translate/demo/sentences.h"

namespace gloss::translate::demo {

std::string_view written_sentences() {
  return R"(
Hello. | Bonjour.
Good morning. | Bonjour.
Good evening. | Bonsoir.
Good night. | Bonne nuit.
Goodbye. | Au revoir.
Hi, Paul! | Salut, Paul !
Hello, how are you? | Bonjour, comment vas-tu ?
How are you? | Comment vas-tu ?
I am very well, thank you. | Je vais très bien, merci.
I'm fine, and you? | Je vais bien, et toi ?
See you tomorrow. | À demain.
See you soon. | À bientôt.
See you this evening. | À ce soir.
Have a nice day. | Bonne journée.
Have a good evening. | Bonne soirée.
Have a good weekend. | Bon week-end.
Have a good trip. | Bon voyage.
Good luck! | Bonne chance !
Happy birthday! | Joyeux anniversaire !
Happy New Year! | Bonne année !
Welcome! | Bienvenue !
Cheers! | Santé !
Enjoy your meal. | Bon appétit.
Congratulations! | Félicitations !
Thank you. | Merci.
Thank you very much. | Merci beaucoup.
Thank you for your help. | Merci pour ton aide.
You're welcome. | De rien.
Please. | S'il te plaît.
Excuse me. | Excuse-moi.
I'm sorry. | Je suis désolé.
I am really sorry. | Je suis vraiment désolé.
It doesn't matter. | Ce n'est pas grave.
No problem. | Pas de problème.
Yes. | Oui.
No. | Non.
Yes, please. | Oui, s'il te plaît.
No, thank you. | Non, merci.
Of course. | Bien sûr.
Maybe. | Peut-être.
Why not? | Pourquoi pas ?
I agree. | Je suis d'accord.
I don't agree with you. | Je ne suis pas d'accord avec toi.
You are right. | Tu as raison.
I think that you are right. | Je pense que tu as raison.
You are wrong. | Tu as tort.
I don't know. | Je ne sais pas.
I don't understand. | Je ne comprends pas.
I understand very well. | Je comprends très bien.
Do you understand? | Est-ce que tu comprends ?
Can you repeat, please? | Est-ce que tu peux répéter, s'il te plaît ?
Speak slowly, please. | Parle lentement, s'il te plaît.
I speak a little French. | Je parle un peu français.
She speaks French very well. | Elle parle très bien français.
What does this word mean? | Que veut dire ce mot ?
How do you say this in French? | Comment est-ce que tu dis ça en français ?
What is your name? | Comment t'appelles-tu ?
My name is Anna. | Je m'appelle Anna.
My name is Thomas and I live in London. | Je m'appelle Thomas et j'habite à Londres.
His name is Lucas. | Il s'appelle Lucas.
Pleased to meet you. | Enchanté.
Where do you come from? | D'où est-ce que tu viens ?
I come from London. | Je viens de Londres.
She comes from Canada. | Elle vient du Canada.
We come from Italy. | Nous venons d'Italie.
Where do you live? | Où est-ce que tu habites ?
I live in Lyon with my family. | J'habite à Lyon avec ma famille.
We live on the second floor. | Nous habitons au deuxième étage.
How old are you? | Quel âge as-tu ?
How old is your sister? | Quel âge a ta sœur ?
I am twenty years old. | J'ai vingt ans.
What do you do? | Qu'est-ce que tu fais dans la vie ?
My wife works at the hospital. | Ma femme travaille à l'hôpital.
I am looking for work. | Je cherche du travail.
My husband is a teacher. | Mon mari est professeur.
This is my family. | C'est ma famille.
This is my friend Julie. | C'est mon amie Julie.
My friend Anna is a student. | Mon amie Anna est étudiante.
I am an only child. | Je suis fils unique.
We have two children. | Nous avons deux enfants.
My parents live in a small village. | Mes parents habitent dans un petit village.
Her parents are very kind. | Ses parents sont très gentils.
My cousin lives in France. | Mon cousin habite en France.
Are you married? | Est-ce que tu es marié ?
The baby is sleeping. | Le bébé dort.
The baby is crying because he is hungry. | Le bébé pleure parce qu'il a faim.
My brother is two years older than me. | Mon frère a deux ans de plus que moi.
She looks like her mother. | Elle ressemble à sa mère.
I love you. | Je t'aime.
I miss you. | Tu me manques.
He loves her very much. | Il l'aime beaucoup.
What time is it? | Quelle heure est-il ?
It is one o'clock. | Il est une heure.
It is three o'clock. | Il est trois heures.
It is half past four. | Il est quatre heures et demie.
It is ten past six. | Il est six heures dix.
It is a quarter past five. | Il est cinq heures et quart.
It is noon. | Il est midi.
It is midnight. | Il est minuit.
It is late. | Il est tard.
It is too early. | Il est trop tôt.
What day is it today? | Quel jour sommes-nous aujourd'hui ?
Today is Monday. | Aujourd'hui, c'est lundi.
Tomorrow is Saturday. | Demain, c'est samedi.
At what time do you get up? | À quelle heure est-ce que tu te lèves ?
I get up at seven o'clock. | Je me lève à sept heures.
The train leaves at eight o'clock. | Le train part à huit heures.
The museum opens at nine o'clock. | Le musée ouvre à neuf heures.
The shop closes at noon. | Le magasin ferme à midi.
I have no time. | Je n'ai pas le temps.
We have a lot of time. | Nous avons beaucoup de temps.
He is always late. | Il est toujours en retard.
I am late. | Je suis en retard.
The bus is late this morning. | Le bus est en retard ce matin.
Wait a minute, please. | Attends une minute, s'il te plaît.
Are you free on Saturday? | Est-ce que tu es libre samedi ?
My birthday is on Sunday. | Mon anniversaire est dimanche.
The weather is nice today. | Il fait beau aujourd'hui.
What is the weather like? | Quel temps fait-il ?
What is the weather like in Paris? | Quel temps fait-il à Paris ?
It is very cold this morning. | Il fait très froid ce matin.
It was very hot yesterday. | Il faisait très chaud hier.
It rained yesterday. | Il a plu hier.
It is going to rain tomorrow. | Il va pleuvoir demain.
It often rains in London. | Il pleut souvent à Londres.
It is windy. | Il y a du vent.
It is sunny today. | Il y a du soleil aujourd'hui.
The sky is blue. | Le ciel est bleu.
The sun is very strong. | Le soleil est très fort.
Take your umbrella. | Prends ton parapluie.
I like the snow. | J'aime la neige.
I like summer, but I prefer winter. | J'aime l'été, mais je préfère l'hiver.
How much is it? | C'est combien ?
How much does this hat cost? | Combien coûte ce chapeau ?
How much do these shoes cost? | Combien coûtent ces chaussures ?
It is too expensive. | C'est trop cher.
It isn't expensive. | Ce n'est pas cher.
It costs ten euros. | Ça coûte dix euros.
I am looking for a black coat. | Je cherche un manteau noir.
I would like a coffee, please. | Je voudrais un café, s'il te plaît.
I would like some water, please. | Je voudrais de l'eau, s'il te plaît.
I would like to pay. | J'aimerais payer.
I don't have any money. | Je n'ai pas d'argent.
I have lost my money. | J'ai perdu mon argent.
Do you have a smaller size? | Est-ce que tu as une taille plus petite ?
This dress is too big for me. | Cette robe est trop grande pour moi.
This shirt is too small for him. | Cette chemise est trop petite pour lui.
I prefer the red one. | Je préfère le rouge.
I want to buy some shoes. | Je veux acheter des chaussures.
He bought new shoes. | Il a acheté de nouvelles chaussures.
She is wearing a red skirt. | Elle porte une jupe rouge.
Where is the bakery? | Où est la boulangerie ?
The shop is closed on Sundays. | Le magasin est fermé le dimanche.
The shops are open today. | Les magasins sont ouverts aujourd'hui.
I bought a present for my mother. | J'ai acheté un cadeau pour ma mère.
This present is for you. | Ce cadeau est pour toi.
I need a new phone. | J'ai besoin d'un nouveau téléphone.
We need some bread and some milk. | Nous avons besoin de pain et de lait.
Do you need help? | Est-ce que tu as besoin d'aide ?
I am hungry. | J'ai faim.
Are you thirsty? | Est-ce que tu as soif ?
What do you want to eat? | Qu'est-ce que tu veux manger ?
What would you like to drink? | Qu'est-ce que tu aimerais boire ?
Lunch is ready. | Le déjeuner est prêt.
Dinner is ready. | Le dîner est prêt.
We have dinner at eight o'clock. | Nous dînons à huit heures.
I have breakfast at seven o'clock. | Je prends le petit déjeuner à sept heures.
It is very good. | C'est très bon.
The soup is delicious. | La soupe est délicieuse.
I don't eat meat. | Je ne mange pas de viande.
I am not very hungry. | Je n'ai pas très faim.
I am not hungry anymore. | Je n'ai plus faim.
A little more bread, please. | Encore un peu de pain, s'il te plaît.
A glass of water, please. | Un verre d'eau, s'il te plaît.
A cup of tea, please. | Une tasse de thé, s'il te plaît.
I drink a cup of coffee every morning. | Je bois une tasse de café tous les matins.
There is no more milk. | Il n'y a plus de lait.
There is too much salt in the soup. | Il y a trop de sel dans la soupe.
I prefer tea to coffee. | Je préfère le thé au café.
Do you prefer fish or meat? | Est-ce que tu préfères le poisson ou la viande ?
He eats too much chocolate. | Il mange trop de chocolat.
We are going to the restaurant this evening. | Nous allons au restaurant ce soir.
This restaurant is the best in the city. | Ce restaurant est le meilleur de la ville.
Who is going to cook this evening? | Qui va cuisiner ce soir ?
My father cooks very well. | Mon père cuisine très bien.
I am preparing dinner. | Je prépare le dîner.
Where is the station? | Où est la gare ?
Where are the toilets? | Où sont les toilettes ?
Is it far? | Est-ce que c'est loin ?
It is not far from here. | Ce n'est pas loin d'ici.
The hotel is near the beach. | L'hôtel est près de la plage.
Turn left. | Tourne à gauche.
Turn right after the bridge. | Tourne à droite après le pont.
It is straight ahead. | C'est tout droit.
The bank is opposite the church. | La banque est en face de l'église.
I am lost. | Je suis perdu.
I am looking for the post office. | Je cherche la poste.
We are here. | Nous sommes ici.
Come here, please. | Viens ici, s'il te plaît.
Come with me. | Viens avec moi.
Come with us to the beach. | Viens avec nous à la plage.
Come in. | Entre.
Sit down, please. | Assieds-toi, s'il te plaît.
Follow me. | Suis-moi.
Let's go! | Allons-y !
Let's go to the beach. | Allons à la plage.
Let's eat. | Mangeons.
Hurry up! | Dépêche-toi !
Stop! | Arrête !
Be careful! | Fais attention !
Help! | Au secours !
I would like a ticket to Paris. | Je voudrais un billet pour Paris.
I have two tickets for the match. | J'ai deux billets pour le match.
The plane has just arrived. | L'avion vient d'arriver.
The train arrived on time. | Le train est arrivé à l'heure.
We missed the train. | Nous avons raté le train.
She took the train to go to Lyon. | Elle a pris le train pour aller à Lyon.
I travel a lot. | Je voyage beaucoup.
We are going to travel to Italy this summer. | Nous allons voyager en Italie cet été.
We are on holiday. | Nous sommes en vacances.
I spent my holidays in France. | J'ai passé mes vacances en France.
My suitcase is too heavy. | Ma valise est trop lourde.
I forgot my passport at the hotel. | J'ai oublié mon passeport à l'hôtel.
Where is my passport? | Où est mon passeport ?
I walk to school. | Je vais à l'école à pied.
She goes to the office by car. | Elle va au bureau en voiture.
He goes to work by bike. | Il va au travail à vélo.
We went to Paris by train. | Nous sommes allés à Paris en train.
Have you ever been to Canada? | Est-ce que tu es déjà allé au Canada ?
I have never been to Italy. | Je ne suis jamais allé en Italie.
I have already seen this film. | J'ai déjà vu ce film.
I have not finished yet. | Je n'ai pas encore fini.
We have finished. | Nous avons fini.
Are you ready? | Est-ce que tu es prêt ?
I am ready. | Je suis prêt.
I am a little tired. | Je suis un peu fatigué.
She is tired because she worked too much. | Elle est fatiguée parce qu'elle a trop travaillé.
I have a headache. | J'ai mal à la tête.
My feet hurt. | J'ai mal aux pieds.
I have a cold. | J'ai un rhume.
Are you ill? | Est-ce que tu es malade ?
I feel better today. | Je me sens mieux aujourd'hui.
You must see a doctor. | Tu dois voir un médecin.
Call the doctor, please. | Appelle le médecin, s'il te plaît.
I slept very well. | J'ai très bien dormi.
I slept badly last week. | J'ai mal dormi la semaine dernière.
I am going to bed. | Je vais me coucher.
The children are already in bed. | Les enfants sont déjà au lit.
She got up very early. | Elle s'est levée très tôt.
Wash your hands. | Lave-toi les mains.
He has blue eyes. | Il a les yeux bleus.
She has long hair. | Elle a les cheveux longs.
My daughter has green eyes. | Ma fille a les yeux verts.
What is it? | Qu'est-ce que c'est ?
Who is it? | Qui est-ce ?
Who is this man? | Qui est cet homme ?
It's me. | C'est moi.
What are you doing? | Qu'est-ce que tu fais ?
What did you do yesterday? | Qu'est-ce que tu as fait hier ?
What are you going to do tomorrow? | Qu'est-ce que tu vas faire demain ?
What are you looking for? | Qu'est-ce que tu cherches ?
What is happening? | Qu'est-ce qui se passe ?
Where are you going? | Où est-ce que tu vas ?
Why are you laughing? | Pourquoi est-ce que tu ris ?
Why are you sad? | Pourquoi est-ce que tu es triste ?
When are you leaving? | Quand est-ce que tu pars ?
When did you arrive? | Quand est-ce que tu es arrivé ?
How many brothers do you have? | Combien de frères est-ce que tu as ?
Can I help you? | Est-ce que je peux t'aider ?
Can you help me, please? | Est-ce que tu peux m'aider, s'il te plaît ?
Can I open the window? | Est-ce que je peux ouvrir la fenêtre ?
Do you know my brother? | Est-ce que tu connais mon frère ?
Do you remember me? | Est-ce que tu te souviens de moi ?
I don't remember. | Je ne me souviens pas.
I like this song very much. | J'aime beaucoup cette chanson.
I don't like this film at all. | Je n'aime pas du tout ce film.
My favourite colour is green. | Ma couleur préférée est le vert.
What is your favourite book? | Quel est ton livre préféré ?
That is a good idea. | C'est une bonne idée.
That is true. | C'est vrai.
That is not true. | Ce n'est pas vrai.
It is easy. | C'est facile.
It is too difficult for me. | C'est trop difficile pour moi.
It is impossible. | C'est impossible.
It is very important. | C'est très important.
It is beautiful here. | C'est beau ici.
Everything is fine. | Tout va bien.
I am happy to see you. | Je suis heureux de te voir.
He is my best friend. | C'est mon meilleur ami.
They are my neighbours. | Ce sont mes voisins.
There is a lot of noise in the street. | Il y a beaucoup de bruit dans la rue.
There are too many cars in the city. | Il y a trop de voitures dans la ville.
There is somebody at the door. | Il y a quelqu'un à la porte.
There is nobody at home. | Il n'y a personne à la maison.
I don't see anything. | Je ne vois rien.
I did not say anything. | Je n'ai rien dit.
He never says anything. | Il ne dit jamais rien.
I have only one brother. | Je n'ai qu'un frère.
The phone is ringing. | Le téléphone sonne.
Give me the key, please. | Donne-moi la clé, s'il te plaît.
Give me your hand. | Donne-moi la main.
Tell me the truth. | Dis-moi la vérité.
Tell him that I am here. | Dis-lui que je suis ici.
Show me your new house. | Montre-moi ta nouvelle maison.
Listen to me. | Écoute-moi.
Look at me. | Regarde-moi.
Look at the beautiful bird! | Regarde le bel oiseau !
Do not be afraid. | N'aie pas peur.
Do not worry. | Ne t'inquiète pas.
Do not forget your keys. | N'oublie pas tes clés.
Leave me alone. | Laisse-moi tranquille.
I am going there with my friends. | J'y vais avec mes amis.
I want two of them. | J'en veux deux.
I don't have any left. | Je n'en ai plus.
The school is next to the park. | L'école est à côté du parc.
The children go to school every morning. | Les enfants vont à l'école tous les matins.
I am learning French. | J'apprends le français.
This exercise is easier than the other. | Cet exercice est plus facile que l'autre.
Open your book, please. | Ouvre ton livre, s'il te plaît.
I work at home on Mondays. | Je travaille à la maison le lundi.
I have a lot of work today. | J'ai beaucoup de travail aujourd'hui.
She starts work at nine o'clock. | Elle commence le travail à neuf heures.
The computer is not working. | L'ordinateur ne marche pas.
I read before going to bed. | Je lis avant de me coucher.
On Saturday evening, we are going to the cinema. | Samedi soir, nous allons au cinéma.
They have been living here for ten years. | Ils habitent ici depuis dix ans.
I met him two years ago. | Je l'ai rencontré il y a deux ans.
If you want, we can go together. | Si tu veux, nous pouvons y aller ensemble.
If I have time, I will call you tomorrow. | Si j'ai le temps, je t'appellerai demain.
I would like to live near the sea. | J'aimerais habiter près de la mer.
The house that you see is very old. | La maison que tu vois est très vieille.
The woman who is singing is my aunt. | La femme qui chante est ma tante.
My keys are not in my bag. | Mes clés ne sont pas dans mon sac.
There is an old tree behind the house. | Il y a un vieil arbre derrière la maison.
The new hotel is bigger than the old one. | Le nouvel hôtel est plus grand que l'ancien.
)";
}

}  // namespace gloss::translate::demo
