using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reasonator.Formats;

namespace Reasonator.Tests.Formats;

/// <summary>The one reader of files of texts.</summary>
public sealed class InputRowsTests
{
    [Theory]
    [InlineData("in.csv", "id,text\n1,\"one\n\n\ntwo\"\n\n2,three\n", "2: 1 'one\n\n\ntwo'", "7: 2 'three'")]
    [InlineData("in.csv", "\n\nid,text\n\n1,a\n", "5: 1 'a'")]
    [InlineData("in.CSV", "ID,Headline\n1,a\n", "2: 1 'a'")]
    [InlineData("in.csv", "headline,text\nshort,long\n", "2: - 'long'")]
    [InlineData("in.csv", "text,id\n,a\n \t ,b\n", "2: a ''", "3: b ' \t '")]
    [InlineData("in.tsv", "id\ttext\n1\t\"one\ttab\"\n2\t\"Up\" they go\n3\tsize 5\"\n", "2: 1 'one\ttab'", "3: 2 '\"Up\" they go'", "4: 3 'size 5\"'")]
    [InlineData("in.Tsv", "id\ttext\n1\ta, b; c\n", "2: 1 'a, b; c'")]
    [InlineData("in.csv", "text\rone\rtwo\r", "2: - 'one'", "3: - 'two'")]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n\n \n{\"text\":\"b\",\"id\":7}\n", "1: - 'a'", "4: 7 'b'")]
    [InlineData("in.JSONL", "{\"Headline\":\"a\",\"other\":{\"text\":1},\"ID\":\"x\"}\r\n{\"text\":null,\"id\":null}", "1: x 'a'", "2: - null")]
    [InlineData("in", "{\"id\":-12345678901234567890123,\"text\":\"big\"}", "1: -12345678901234567890123 'big'")]
    public void A_row_has_the_line_that_it_begins_on_and_the_text_as_it_was_written(string name, string content, params string[] rows)
    {
        Assert.Equal(rows, Read(name, Encoding.UTF8.GetBytes(content)).Select(Show));
    }

    [Theory]
    [InlineData("in.csv", "id;text\n1;Acme, Inc.\n", "in.csv is separated by a semicolon")]
    [InlineData("in.csv", "id\ttext\n1\tAcme, Inc.\n", "in.csv is separated by a tab")]
    [InlineData("in.tsv", "id,text\n1,\"Acme, Inc.\"\n", "in.tsv is separated by a comma")]
    [InlineData("in.csv", "sep=;\nid;text\n1;\"Acme, Inc.\"\n", "in.csv is separated by a semicolon")]
    [InlineData("in.csv", "SEP=|\r\nid|text\r\n1|Acme, Inc.\r\n", "in.csv is separated by '|'")]
    [InlineData("in.csv", "sep=,\nid,text\n1,\"Acme, Inc.\"\n", null)]
    public void Another_delimiter_is_found_and_said(string name, string content, string? note)
    {
        var rows = new InputRows(name, new InputColumns());

        Assert.Equal(("1", "Acme, Inc."), Assert.Single(rows.Read(new MemoryStream(Encoding.UTF8.GetBytes(content))).Select(row => (row.Id, row.Text))));
        Assert.Equal(note, rows.Note);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void Unicode_is_read_with_its_mark_and_UTF_8_without_one(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] Bytes(string text) => [.. hasMark ? encoding.Preamble.ToArray() : [], .. encoding.GetBytes(text)];

        Assert.Equal(["2: - 'Gewinn wächst 📈'"], Read("in.csv", Bytes("text\nGewinn wächst 📈\n")).Select(Show));
        Assert.Equal(["1: - 'Gewinn wächst 📈'"], Read("in.ndjson", Bytes("{\"text\":\"Gewinn wächst 📈\"}")).Select(Show));
    }

    [Theory]
    [InlineData("in.csv")]
    [InlineData("in.ndjson")]
    public void Another_encoding_is_refused_with_line_and_column(string name)
    {
        var content = name.EndsWith(".csv") ? "text\n\"a\n\n📈\"\nGewinn w\u00e4chst\n" : "{\"text\":\"a\"}\n\n\n\n{\"q\":\"w\u00e4\"}";
        byte[] utf8 = Encoding.UTF8.GetBytes(content);
        var bad = utf8.AsSpan().IndexOf("\u00e4"u8);
        byte[] latin = [.. utf8[..bad], 0xE4, .. utf8[(bad + 2)..]];

        Assert.Equal($"line 5: column {(name == "in.csv" ? 9 : 8)}: not UTF-8; save the file as UTF-8", Fault(name, latin));
        Assert.StartsWith("line 1: column 2: a zero byte", Fault(name, Encoding.Unicode.GetBytes(content)));
        // Cut within a character, at the very end.
        Assert.StartsWith("line 5: column ", Fault(name, utf8[..(bad + 1)]));
    }

    [Theory]
    [InlineData("in.csv", "id,text\n\n1,Acme Holdings, Inc. raises\n", "line 3: has 3 columns where the first line names 2; quote a field that holds a comma")]
    [InlineData("in.csv", "id,text\n1\n", "line 2: has 1 columns where the first line names 2")]
    [InlineData("in.tsv", "id\ttext\n1\ta\tb\n", "line 2: has 3 columns where the first line names 2; quote a field that holds a tab")]
    [InlineData("in.csv", "text,Text\na,b\n", "line 1: names the column Text twice")]
    [InlineData("in.csv", "id,text,ID\n1,a,2\n", "line 1: names the column ID twice")]
    [InlineData("in.csv", "id,text\n,a\n", "line 2: the id is empty")]
    [InlineData("in.csv", "id,text\n1,\"a\n\n\n", "line 2: a quotation mark is not closed, or text follows the closing one")]
    [InlineData("in.csv", "id,text\n1,\"a\" b\n", "line 2: a quotation mark is not closed, or text follows the closing one")]
    [InlineData("in.csv", "id:text\n1:a\n", "line 1: has no column text or headline; found id:text, separated by a comma")]
    [InlineData("in.csv", "a,b\n1,2\n", "line 1: has no column text or headline; found a, b, separated by a comma")]
    [InlineData("in.csv", "", "line 1: has no column text or headline; found nothing")]
    [InlineData("in.csv", "\u001b[31m,b\n1,2\n", "line 1: has no column text or headline; found ?[31m, b, separated by a comma")]
    [InlineData("in.ndjson", "\n{\"text\":\"a\",\"Text\":\"b\"}", "line 2: has Text twice")]
    [InlineData("in.ndjson", "{\"id\":\"\",\"text\":\"a\"}", "line 1: the id is empty")]
    [InlineData("in.ndjson", "{\"id\":1.5,\"text\":\"a\"}", "line 1: the id is neither a string nor an integer")]
    [InlineData("in.ndjson", "{\"id\":true,\"text\":\"a\"}", "line 1: the id is neither a string nor an integer")]
    [InlineData("in.ndjson", "{\"text\":7}", "line 1: text is not a string")]
    [InlineData("in.ndjson", "{\"id\":1}", "line 1: has no text or headline")]
    [InlineData("in.ndjson", "[]", "line 1: not an object with a text or headline")]
    [InlineData("in.ndjson", "{\"text\":\"canary\",}", "line 1: malformed JSON at byte 18")]
    [InlineData("in.ndjson", "{\"text\":\"a\"} {}", "line 1: malformed JSON at byte ")]
    public void What_is_no_row_is_refused_with_its_line_and_without_its_text(string name, string content, string says)
    {
        var fault = Fault(name, Encoding.UTF8.GetBytes(content));

        Assert.StartsWith(says, fault);
        Assert.DoesNotContain("canary", fault);
    }

    [Theory]
    [InlineData("a\\ud83d b", "a\uFFFD b")]
    [InlineData("\\udcc8", "\uFFFD")]
    [InlineData("\\ud83d\\udcc8", "📈")]
    [InlineData("\\ufffd", "\uFFFD")]
    public void Half_of_a_surrogate_pair_becomes_a_replacement_character_and_is_known(string escaped, string text)
    {
        var json = Assert.Single(Read("in.ndjson", Encoding.UTF8.GetBytes($"{{\"text\":\"{escaped}\"}}")));
        var raw = escaped.Replace("\\ud83d", "\ud83d").Replace("\\udcc8", "\udcc8").Replace("\\ufffd", "\ufffd");
        byte[] utf16 = [0xFF, 0xFE, .. $"text\n{raw}\n".SelectMany(unit => BitConverter.GetBytes(unit))];
        var table = Assert.Single(Read("in.csv", utf16));

        Assert.Equal((text, text), (json.Text, table.Text));
        var isDamaged = text != "📈" && escaped != "\\ufffd";
        Assert.Equal((isDamaged, isDamaged), (json.IsDamaged, table.IsDamaged));
    }

    [Fact]
    public void A_field_without_an_end_does_not_fill_the_memory()
    {
        Assert.StartsWith("line 2: a field is longer than", Fault("in.csv", Encoding.UTF8.GetBytes($"text\n\"{new string('a', 1 << 21)}")));
    }

    [Fact]
    public void Whatever_stands_in_a_table_is_read_back_with_its_line()
    {
        var field = Gen.Elements('a', 'ä', '"', ',', ';', '\t', '\n', ' ', '=').ListOf().Select(chars => string.Concat(chars));
        var rows = field.Where(text => !string.IsNullOrWhiteSpace(text)).NonEmptyListOf();
        Prop.ForAll(rows.ToArbitrary(), Gen.Elements(',', ';', '\t').ToArbitrary(), (texts, delimiter) =>
        {
            var (file, lines, line) = (new StringBuilder($"n{delimiter}text\n"), new List<long>(), 2L);
            foreach (var text in texts)
            {
                lines.Add(line);
                file.Append($"x{delimiter}\"{text.Replace("\"", "\"\"")}\"\n");
                line += 1 + text.Count(c => c == '\n');
            }

            var read = Read("in.csv", Encoding.UTF8.GetBytes($"{file}")).ToList();
            Assert.Equal(texts, read.Select(row => row.Text!));
            Assert.Equal(lines, read.Select(row => row.Line));
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<InputRow> Read(string name, byte[] content) => new InputRows(name, new InputColumns()).Read(new MemoryStream(content));

    private static string Fault(string name, byte[] content) => Assert.Throws<FormatException>(() => Read(name, content).ToList()).Message;

    private static string Show(InputRow row) => $"{row.Line}: {row.Id ?? "-"} {(row.Text is null ? "null" : $"'{row.Text}'")}";
}
