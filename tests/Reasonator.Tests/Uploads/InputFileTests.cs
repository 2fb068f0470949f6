using System.Security.Cryptography;
using System.Text;
using Reasonator.Uploads;

namespace Reasonator.Tests.Uploads;

public sealed class InputFileTests
{
    [Fact]
    public async Task A_table_is_read_as_it_was_written()
    {
        var items = await Read("in.csv", "\uFEFFid,text\r\na,\"He said \"\"up\"\", twice\"\r\nb,\"one\ntwo\"\r\nc, plain \r\n");

        Assert.Equal([("a", "He said \"up\", twice"), ("b", "one\ntwo"), ("c", "plain")], items.Select(item => (item.Name, item.Text)));
    }

    [Fact]
    public async Task Tabs_part_columns_in_which_quotation_marks_may_be_letters()
    {
        var item = Assert.Single(await Read("in.tsv", "date\theadline\n1\t\"Up\" they go\n"));

        Assert.Equal(("2", "\"Up\" they go"), (item.Name, item.Text));
    }

    [Fact]
    public async Task Lines_without_ids_are_called_by_their_number_and_empty_ones_count()
    {
        Assert.Equal(["1", "3"], (await Read("in.ndjson", "\uFEFF{\"text\":\"a\"}\n\n{\"x\":{\"y\":[]},\"text\":\"b\"}")).Select(item => item.Name));
    }

    [Theory]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"text\":7}", "line 2: text is not a string")]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"id\":\"\",\"text\":\"a\"}", "line 2: the id is empty")]
    [InlineData("in.ndjson", "{\"id\":\"a\",\"text\":\"a\"}\n{\"id\":\"a\",\"text\":\"b\"}", "line 2: its id stands in an earlier line")]
    [InlineData("in.ndjson", "{\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"b\"}", "line 2: it has an id, and the lines before have none")]
    [InlineData("in.csv", "id,title\n1,a\n", "line 1: has no column text or headline; found id, title, separated by a comma; choose the column with --text-column")]
    [InlineData("in.csv", "id,text\n1,a\n2\n", "line 3: has 1 columns where the first line names 2")]
    [InlineData("in.csv", "text\n\"a\nb\n", "line 2: a quotation mark is not closed")]
    [InlineData("in.csv", "text\n", "the file holds no text")]
    public async Task What_cannot_be_sent_is_told_with_its_line(string name, string content, string says)
    {
        Assert.StartsWith(says, (await Assert.ThrowsAsync<UploadException>(() => Plan(name, Encoding.UTF8.GetBytes(content)))).Message);
    }

    [Theory]
    [InlineData("in.csv", "text\nGewinn w\u00e4chst\n", "line 2: column 9: not UTF-8")]
    [InlineData("in.ndjson", "{\"text\":\"w\u00e4chst\"}", "line 1: column 11: not UTF-8")]
    public async Task Another_encoding_is_told(string name, string content, string says)
    {
        Assert.StartsWith(says, (await Assert.ThrowsAsync<UploadException>(() => Plan(name, Encoding.Latin1.GetBytes(content)))).Message);
    }

    [Fact]
    public void Parts_are_cut_by_bytes_and_hold_every_item_once()
    {
        var items = Enumerable.Range(0, 100).Select(i => new InputItem(i, null, new string('\u00e4', 100))).ToList();

        List<Part> parts = [.. Part.Cut(items, "sentence", mostBytes: 5000)];

        Assert.Equal(items.Select(item => item.Name), parts.SelectMany(part => part.Items.Select(item => item.Id)));
        Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(part => part.Number));
        Assert.All(parts, part => Assert.InRange(part.Body.Length, 600, 5010));
    }

    [Fact]
    public async Task A_key_is_of_the_bytes_the_options_and_the_service()
    {
        async Task<string> Run(string content, string mode = "sentence", string url = "http://a") => (await Plan("in.ndjson", Encoding.UTF8.GetBytes(content), mode, url)).Run;
        const string One = "{\"text\":\"a\"}";

        Assert.Equal(await Run(One), await Run(One));
        Assert.Distinct([await Run(One), await Run($"{One}\n"), await Run(One, mode: "document"), await Run(One, url: "http://b"), await Run(One, url: "http://a/prefix/")]);
    }

    // What an earlier edition made: with another key its batches would be scored again.
    [Fact]
    public async Task The_key_of_a_file_is_what_it_was()
    {
        var what = string.Join('\n', "reasonator batch 1", Convert.ToHexStringLower(SHA256.HashData("{\"text\":\"a\"}"u8)), "sentence", "", "", "a:8080");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what))), (await Plan("in.ndjson", [.. "{\"text\":\"a\"}"u8], url: "http://a:8080/")).Run);
    }

    [Fact]
    public void An_item_without_a_text_is_in_no_body_and_keeps_its_place()
    {
        List<InputItem> items = [new(1, "a", null), new(2, "b", "Profit rose"), new(3, "c", null), new(4, "d", "Sales fell")];

        var part = Assert.Single(Part.Cut(items, "sentence"));

        Assert.Equal([new("a", true), new("b", false), new("c", true), new("d", false)], part.Items);
        Assert.Equal("""{"mode":"sentence","items":[{"id":"b","text":"Profit rose"},{"id":"d","text":"Sales fell"}]}""", Encoding.UTF8.GetString(part.Body));
    }

    private static async Task<List<InputItem>> Read(string name, string content)
    {
        using var file = new Submission(name, content);
        using var input = await InputFile.OpenAsync(file.Input, null, null, TestContext.Current.CancellationToken);
        return [.. input.Read()];
    }

    private static async Task<UploadPlan> Plan(string name, byte[] content, string mode = "sentence", string url = "http://a")
    {
        using var file = new Submission(name, "");
        File.WriteAllBytes(file.Input, content);
        using var input = await InputFile.OpenAsync(file.Input, null, null, TestContext.Current.CancellationToken);
        return UploadPlan.Make(input, mode, new Uri(url), TestContext.Current.CancellationToken);
    }
}
