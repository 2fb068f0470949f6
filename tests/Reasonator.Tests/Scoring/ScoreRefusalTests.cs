using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Scoring;

public sealed class ScoreRefusalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("{\"items\":[{\"text\":\"a\"}]} x", "")]
    [InlineData("{\"items\":[{\"text\":\"a\"}", "/items/0")]
    [InlineData("{\"items\":[{\"text\":\"a\\q\"}]}", "/items/0/text")]
    [InlineData("{\"items\":7}", "/items")]
    [InlineData("{\"items\":[7]}", "/items/0")]
    [InlineData("{\"items\":[{\"text\":\"a\"},{\"text\":null}]}", "/items/1/text")]
    [InlineData("{\"items\":[{\"id\":5,\"text\":\"a\"}]}", "/items/0/id")]
    [InlineData("{\"items\":[{\"text\":\"a\"}],\"mode\":1}", "/mode")]
    [InlineData("{\"items\":[{\"text\":\"a\"}],\"explain\":\"yes\"}", "/explain")]
    [InlineData("{\"items\":[[[[[[[[[[1]]]]]]]]]]}", "/items/0")]
    public async Task A_malformed_body_or_a_wrong_type_is_400_at_the_first_fault(string body, string at)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var problem = await (await client.PostScoreAsync(body, Stop)).ProblemAsync(400, "invalid-request");

        Assert.Equal([at], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Empty(app.Model.Ran);
    }

    [Theory]
    [InlineData("{}", "/items")]
    [InlineData("{\"items\":[]}", "/items")]
    [InlineData("{\"items\":[{}]}", "/items/0/text")]
    [InlineData("{\"items\":[{\"text\":\" \\t\\n \"}]}", "/items/0/text")]
    [InlineData("{\"items\":[{\"text\":\"\\u200b\\ufeff \\u00ad\\u0301\"}]}", "/items/0/text")]
    [InlineData("{\"items\":[{\"text\":\"a\"}],\"mode\":\"paragraph\"}", "/mode")]
    [InlineData("{\"items\":[{\"text\":\"a\",\"txet\":{\"x\":[1]}}],\"a/b~\":1}", "/items/0/txet", "/a~1b~0")]
    [InlineData("{\"items\":[{\"id\":\"x\",\"text\":\"a\"},{\"id\":\"x\",\"text\":\"\"}]}", "/items/1/id", "/items/1/text")]
    [InlineData("{\"items\":[{\"text\":\"a\"},{\"id\":\"0\",\"text\":\"b\"}]}", "/items/1/id")]
    [InlineData("{\"items\":[{\"text\":\"a\",\"text\":\"b\"}]}", "/items/0/text")]
    public async Task A_well_formed_body_is_told_every_fault_with_its_pointer(string body, params string[] pointers)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var problem = await (await client.PostScoreAsync(body, Stop)).ProblemAsync(400, "invalid-request");

        Assert.Equal(pointers.Order(), problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Empty(app.Model.Ran);
    }

    [Fact]
    public async Task Texts_and_ids_have_their_lengths_and_not_a_unit_more()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        string Body(int id, int text) => $$"""{"items":[{"id":"{{new string('i', id)}}","text":" {{new string('t', text)}} "}]}""";

        Assert.Equal(HttpStatusCode.OK, (await client.PostScoreAsync(Body(128, 20_000), Stop)).StatusCode);
        var problem = await (await client.PostScoreAsync(Body(129, 20_001), Stop)).ProblemAsync(400, "invalid-request");

        Assert.Equal(["/items/0/id", "/items/0/text"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_400()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var content = new ByteArrayContent([.. "{\"items\":[{\"text\":\""u8, 0xC3, 0x28, .. "\"}]}"u8]);
        content.Headers.ContentType = new("application/json");

        await (await client.PostAsync("/v1/score", content, Stop)).ProblemAsync(400, "invalid-request");
    }

    [Fact]
    public async Task More_than_thirty_two_items_are_413_and_the_limit_is_told()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        var problem = await (await client.ScoreAsync([.. Enumerable.Repeat("a", 33)], stop: Stop)).ProblemAsync(413, "too-large");

        Assert.Contains("32", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_a_megabyte_is_413_and_the_limit_is_told(bool chunked)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/score")
        {
            Content = new StringContent(new string(' ', (1 << 20) + 1), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        var problem = await (await client.SendAsync(request, Stop)).ProblemAsync(413, "too-large");

        Assert.Contains("1048576", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData(null, null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("application/json", "gzip")]
    public async Task What_is_not_plain_JSON_is_415(string? type, string? encoding)
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);
        var content = new ByteArrayContent("""{"items":[{"text":"a"}]}"""u8.ToArray());
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        await (await client.PostAsync("/v1/score", content, Stop)).ProblemAsync(415, "unsupported-media-type");
    }

    [Fact]
    public async Task No_error_repeats_the_text()
    {
        await using var app = new ReasonatorApp();
        var client = await app.ReadyAsync(Stop);

        foreach (var body in (string[])["{\"items\":[{\"text\":\"canary", "{\"items\":[{\"text\":\"canary\"}],\"mode\":\"canary\"}", "{\"items\":\"canary\"}"])
        {
            var text = await (await client.PostScoreAsync(body, Stop)).Content.ReadAsStringAsync(Stop);
            Assert.DoesNotContain("canary", text);
        }
    }
}
