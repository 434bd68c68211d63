import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene as a peer: indexes the rows of a file, then answers a question a line, in one thread.
 *
 * <p>A row is terms, day, month, language and places between tabs, the places parted by bars. A question is its
 * kind, words, first and last day and place between tabs, empty where there is none. The answer is the total, and the
 * nanoseconds of CPU of this thread; before the first one those of building.
 */
public final class Lucene {
  private static final String[] FACETS = {"place", "month", "lang"};
  private static final int WARMING = 3000;

  public static void main(String[] args) throws Exception {
    var directory = FSDirectory.open(Path.of(args[1]));
    long begun = now();
    List<String[]> leads = build(Path.of(args[0]), directory);
    long building = now() - begun;
    var searcher = new IndexSearcher(DirectoryReader.open(directory));
    warm(searcher, leads);
    System.out.println("built\t" + building);
    var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] asked = line.split("\t", -1);
      long asking = now();
      long total = ask(searcher, query(asked[0], asked[1].split(" "), asked[2], asked[3], asked[4]));
      System.out.println(total + "\t" + (now() - asking));
    }
  }

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<String[]> build(Path rows, FSDirectory directory) throws IOException {
    var config = new IndexWriterConfig(new WhitespaceAnalyzer());
    config.setRAMBufferSizeMB(500);
    config.setMergeScheduler(new SerialMergeScheduler());
    var leads = new ArrayList<String[]>();
    try (var writer = new IndexWriter(directory, config);
        var lines = Files.newBufferedReader(rows)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] row = line.split("\t", -1);
        var document = new Document();
        int day = Integer.parseInt(row[1]);
        document.add(new TextField("text", row[0], Field.Store.NO));
        document.add(new IntPoint("day", day));
        document.add(new NumericDocValuesField("day", day));
        document.add(new SortedSetDocValuesField("month", new BytesRef(row[2])));
        document.add(new SortedSetDocValuesField("lang", new BytesRef(row[3])));
        for (String place : row[4].isEmpty() ? new String[0] : row[4].split("\\|")) {
          document.add(new StringField("place", place, Field.Store.NO));
          document.add(new SortedSetDocValuesField("place", new BytesRef(place)));
        }
        writer.addDocument(document);
        if (leads.size() < 1000) {
          leads.add(row[0].split(" ", 61));
        }
      }
    }
    return leads;
  }

  /** Questions of its own, so that what is measured has been compiled. */
  private static void warm(IndexSearcher searcher, List<String[]> leads) throws IOException {
    var chance = new Random(20120611);
    String[] kinds = {"and", "or", "phrase"};
    for (int i = 0; i < WARMING; i++) {
      String[] lead = leads.get(chance.nextInt(leads.size()));
      int size = 1 + chance.nextInt(5);
      if (lead.length <= size + 1) {
        continue;
      }
      int start = chance.nextInt(lead.length - size - 1);
      String[] words = List.of(lead).subList(start, start + size).toArray(String[]::new);
      ask(searcher, query(kinds[i % 3], words, "", "", ""));
    }
  }

  private static Query query(String kind, String[] words, String first, String last, String place) {
    Query found;
    if (words.length == 1) {
      found = new TermQuery(new Term("text", words[0]));
    } else if (kind.equals("phrase")) {
      found = new PhraseQuery("text", words);
    } else {
      var all = new BooleanQuery.Builder();
      for (String word : words) {
        all.add(new TermQuery(new Term("text", word)), kind.equals("and") ? Occur.MUST : Occur.SHOULD);
      }
      found = all.build();
    }
    if (first.isEmpty() && place.isEmpty()) {
      return found;
    }
    var narrowed = new BooleanQuery.Builder().add(found, Occur.MUST);
    if (!first.isEmpty()) {
      narrowed.add(IntPoint.newRangeQuery("day", Integer.parseInt(first), Integer.parseInt(last)), Occur.FILTER);
    }
    if (!place.isEmpty()) {
      narrowed.add(new TermQuery(new Term("place", place)), Occur.FILTER);
    }
    return narrowed.build();
  }

  /** The ten best, the counts of all facets, and the exact total. */
  private static long ask(IndexSearcher searcher, Query query) throws IOException {
    var best = new TopScoreDocCollectorManager(10, null, Integer.MAX_VALUE);
    Object[] found = searcher.search(query, new MultiCollectorManager(best, new Counts()));
    return ((TopDocs) found[0]).totalHits.value();
  }

  private static final class Counts implements CollectorManager<Counter, Map<String, Integer>> {
    @Override
    public Counter newCollector() {
      return new Counter();
    }

    @Override
    public Map<String, Integer> reduce(Collection<Counter> counters) {
      var all = new HashMap<String, Integer>();
      for (Counter counter : counters) {
        counter.counts.forEach((value, count) -> all.merge(value, count, Integer::sum));
      }
      return all;
    }
  }

  private static final class Counter implements Collector {
    final Map<String, Integer> counts = new HashMap<>();

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
      var values = new SortedSetDocValues[FACETS.length];
      var own = new int[FACETS.length][];
      for (int i = 0; i < FACETS.length; i++) {
        values[i] = DocValues.getSortedSet(leaf.reader(), FACETS[i]);
        own[i] = new int[(int) values[i].getValueCount()];
      }
      return new LeafCollector() {
        @Override
        public void setScorer(Scorable scorer) {}

        @Override
        public void collect(int document) throws IOException {
          for (int i = 0; i < FACETS.length; i++) {
            if (values[i].advanceExact(document)) {
              for (int left = values[i].docValueCount(); left > 0; left--) {
                own[i][(int) values[i].nextOrd()]++;
              }
            }
          }
        }

        @Override
        public void finish() throws IOException {
          for (int i = 0; i < FACETS.length; i++) {
            for (int ord = 0; ord < own[i].length; ord++) {
              if (own[i][ord] > 0) {
                String value = FACETS[i] + ":" + values[i].lookupOrd(ord).utf8ToString();
                counts.merge(value, own[i][ord], Integer::sum);
              }
            }
          }
        }
      };
    }
  }
}
