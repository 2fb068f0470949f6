using System.Text;
using Reasonator.Uploads;

namespace Reasonator.Tests.Uploads;

public sealed class InputFileTests
{
    [Fact]
    public void A_table_is_read_as_it_was_written()
    {
        var items = Read("in.csv", "\uFEFFid,text\r\na,\"He said \"\"up\"\", twice\"\r\nb,\"one\ntwo\"\r\nc, plain \r\n");

        Assert.Equal([("a", "He said \"up\", twice"), ("b", "one\ntwo"), ("c", "plain")], items.Select(item => (item.Name, item.Text)));
    }

    [Fact]
    public void Tabs_part_columns_in_which_quotation_marks_are_letters()
    {
        var item = Assert.Single(Read("in.tsv", "date\theadline\n1\t\"Up\" they go\n"));

        Assert.Equal(("2", "\"Up\" they go"), (item.Name, item.Text));
    }

    [Fact]
    public void Lines_without_ids_are_called_by_their_number_and_empty_ones_count()
    {
        Assert.Equal(["1", "3"], Read("in.ndjson", "\uFEFF{\"text\":\"a\"}\n\n{\"x\":{\"y\":[]},\"text\":\"b\"}").Select(item => item.Name));
    }

    [Theory]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"text\":7}", "line 2: text is not a string")]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"id\":\"\",\"text\":\"a\"}", "line 2: the id must have 1 to 128 characters; this has 0")]
    [InlineData("in.ndjson", "{\"text\":\" \"}", "line 1: the text must have 1 to 20000 UTF-16 units")]
    [InlineData("in.ndjson", "{\"id\":\"a\",\"text\":\"a\"}\n{\"id\":\"a\",\"text\":\"b\"}", "line 2: its id stands in an earlier line")]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"b\"}", "line 2: it has an id, and the lines before have none")]
    [InlineData("in.csv", "id,title\n1,a\n", "the file has no column text or headline in its first line")]
    [InlineData("in.csv", "id,text\n1,a\n2\n", "the file has 1 columns at line 3 where its first line names 2")]
    [InlineData("in.csv", "text\n\"a\nb\n", "the file cannot be read at line 2")]
    [InlineData("in.csv", "text\n", "the file holds no text")]
    public void What_cannot_be_sent_is_told_with_its_line(string name, string content, string says)
    {
        Assert.StartsWith(says, Assert.Throws<UploadException>(() => Plan(name, Encoding.UTF8.GetBytes(content))).Message);
    }

    [Theory]
    [InlineData("in.csv", "text\nGewinn w\u00e4chst\n", "the file is not UTF-8")]
    [InlineData("in.ndjson", "{\"text\":\"w\u00e4chst\"}", "line 1: not UTF-8")]
    public void Another_encoding_is_told(string name, string content, string says)
    {
        Assert.StartsWith(says, Assert.Throws<UploadException>(() => Plan(name, Encoding.Latin1.GetBytes(content))).Message);
    }

    [Fact]
    public void Parts_are_cut_by_bytes_and_hold_every_item_once()
    {
        var items = Enumerable.Range(0, 100).Select(i => new InputItem(i, null, new string('\u00e4', 100))).ToList();

        List<Part> parts = [.. Part.Cut(items, "sentence", mostBytes: 5000)];

        Assert.Equal(items.Select(item => item.Name), parts.SelectMany(part => part.Ids));
        Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(part => part.Number));
        Assert.All(parts, part => Assert.InRange(part.Body.Length, 600, 5010));
    }

    [Fact]
    public void A_key_is_of_the_bytes_the_options_and_the_service()
    {
        string Run(string content, string mode = "sentence", string url = "http://a") => Plan("in.ndjson", Encoding.UTF8.GetBytes(content), mode, url).Run;
        const string One = "{\"text\":\"a\"}";

        Assert.Equal(Run(One), Run(One));
        Assert.Distinct([Run(One), Run($"{One}\n"), Run(One, mode: "document"), Run(One, url: "http://b")]);
    }

    private static List<InputItem> Read(string name, string content)
    {
        using var file = new Submission(name, content);
        return [.. new InputFile(file.Input, null, null).Read()];
    }

    private static UploadPlan Plan(string name, byte[] content, string mode = "sentence", string url = "http://a")
    {
        using var file = new Submission(name, "");
        File.WriteAllBytes(file.Input, content);
        return UploadPlan.Make(new InputFile(file.Input, null, null), mode, new Uri(url), TestContext.Current.CancellationToken);
    }
}
