using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reasonator.Models;

namespace Reasonator.Tests.Models;

public sealed class ModelPullTests : IAsyncLifetime, IDisposable
{
    private readonly ModelCopy _model = new();
    private readonly byte[] _weights;
    private FileServer _server = null!;

    public ModelPullTests()
    {
        _weights = File.ReadAllBytes(_model.PathOf("model.onnx"));
        File.Delete(_model.PathOf("model.onnx"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Sha => Convert.ToHexStringLower(SHA256.HashData(_weights));

    public async ValueTask InitializeAsync()
    {
        _server = await FileServer.StartAsync();
        _server.Bytes = _weights;
        _model.EditManifest(m => m["weights"]![0]!["url"] = _server.Url);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task What_is_pulled_is_verified_put_in_its_place_and_can_be_loaded()
    {
        var pulled = Assert.Single(await Pull());

        Assert.Equal(new PulledFile(_model.PathOf("model.onnx"), Sha, _weights.Length, WasPinned: true, WasThere: false), pulled);
        using var loaded = _model.Load();
        Assert.Equal(Sha, loaded.Sha);
        Assert.Equal(["model.onnx"], Left());
    }

    [Fact]
    public async Task What_is_there_already_is_not_pulled_again()
    {
        await Pull();

        Assert.True(Assert.Single(await Pull()).WasThere);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_was()
    {
        _server.BreakAfter.Enqueue(1_000_000);

        await Pull();

        Assert.Equal(2, _server.Asked.Count);
        Assert.Matches(@"^bytes=[1-9]\d*-$", _server.Asked.Last());
        Assert.Equal(1, _server.Parts);
        Assert.Equal(_weights, File.ReadAllBytes(_model.PathOf("model.onnx")));
    }

    [Fact]
    public async Task A_pull_that_was_stopped_leaves_no_half_of_a_file_and_the_next_goes_on()
    {
        using var stopped = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pull(progress: (done, _) =>
        {
            if (done > 500_000)
            {
                stopped.Cancel();
            }
        }, stop: stopped.Token));
        Assert.False(File.Exists(_model.PathOf("model.onnx")));

        await Pull();

        Assert.Equal(1, _server.Parts);
        Assert.Equal(_weights, File.ReadAllBytes(_model.PathOf("model.onnx")));
    }

    [Theory]
    [InlineData("another version")]
    [InlineData("no ranges")]
    [InlineData("a part that is too long")]
    public async Task A_part_that_cannot_be_continued_is_pulled_from_the_start(string why)
    {
        File.WriteAllBytes(_model.PathOf("model.onnx.part"), new byte[why == "a part that is too long" ? _weights.Length + 1 : 1000]);
        File.WriteAllText(_model.PathOf("model.onnx.part.validator"), why == "another version" ? "\"v0\"" : _server.ETag);
        _server.Ranges = why != "no ranges";

        await Pull();

        Assert.Equal(_weights, File.ReadAllBytes(_model.PathOf("model.onnx")));
        Assert.Equal(["model.onnx"], Left());
    }

    [Fact]
    public async Task Another_file_than_the_pinned_one_is_thrown_away()
    {
        _server.Bytes = [.. _weights[..^1], 0];

        Assert.Contains("was thrown away", (await Assert.ThrowsAsync<ModelException>(() => Pull())).Message);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_unknown_hash_is_told_and_written_only_when_it_is_to_be_pinned()
    {
        _model.EditManifest(m =>
        {
            m["weights"]![0]!["sha256"] = "unknown";
            m["weights"]![0]!.AsObject().Remove("size");
        });
        var before = File.ReadAllText(_model.PathOf("manifest.json"));

        Assert.False(Assert.Single(await Pull()).WasPinned);
        Assert.Equal(before, File.ReadAllText(_model.PathOf("manifest.json")));
        Assert.Contains("--pin", Assert.Throws<ModelException>(() => _model.Load()).Message);
        using (var loaded = _model.Load(pin: Sha))
        {
            Assert.Equal(Sha, loaded.Sha);
        }

        Assert.Equal(Sha, Assert.Single(await Pull(pin: true)).Sha256);
        var entry = JsonNode.Parse(File.ReadAllText(_model.PathOf("manifest.json")))!["weights"]![0]!;
        Assert.Equal((Sha, _weights.Length), ((string)entry["sha256"]!, (int)entry["size"]!));
        Assert.Equal(_server.Url, (string)entry["url"]!);
        _model.Load().Dispose();
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        _server.Instead.Enqueue(Status(503));

        await Pull();

        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task A_file_or_a_folder_is_copied()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), _weights);

        await Pull(from: folder);
        File.Delete(_model.PathOf("model.onnx"));
        await Pull(from: Path.Combine(folder, "model.onnx"));

        Assert.Empty(_server.Asked);
        Assert.Equal(["model.onnx"], Left());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Another_place_is_asked_instead_of_the_manifests()
    {
        _model.EditManifest(m => m["weights"]![0]!["url"] = "https://nowhere.invalid/model.onnx");

        await Pull(from: _server.Url[..^"model.onnx".Length]);
        File.Delete(_model.PathOf("model.onnx"));
        await Pull(from: _server.Url);

        Assert.Equal(2, _server.Asked.Count);
    }

    [Theory]
    [InlineData("404", "answers 404")]
    [InlineData("403", "answers 403")]
    [InlineData("login page", "a web page")]
    [InlineData("redirect to http", "not https")]
    [InlineData("redirects in a circle", "in a circle")]
    public async Task What_is_no_file_is_told_and_leaves_nothing(string answer, string says)
    {
        for (var i = 0; i < 7; i++)
        {
            _server.Instead.Enqueue(answer switch
            {
                "login page" => Page,
                "redirect to http" => Redirect("http://192.0.2.1/model.onnx"),
                "redirects in a circle" => Redirect("/again"),
                _ => Status(int.Parse(answer)),
            });
        }

        Assert.Contains(says, (await Assert.ThrowsAsync<ModelException>(() => Pull())).Message);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000_000)]
    public async Task A_server_that_never_says_its_length_is_cut_off_at_the_pinned_size(long more)
    {
        var sent = 0L;
        _server.Instead.Enqueue(async context =>
        {
            // Without Content-Length Kestrel sends chunks.
            await context.Response.Body.WriteAsync(_weights, context.RequestAborted);
            for (var block = new byte[1 << 16]; sent < more; sent += block.Length)
            {
                await context.Response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(block.Length, more - sent)), context.RequestAborted);
            }
        });
        var largest = 0L;

        var fault = await Assert.ThrowsAsync<ModelException>(() => Pull(progress: (done, _) => largest = Math.Max(largest, done)));

        Assert.Contains($"more than the {_weights.Length} bytes", fault.Message);
        Assert.InRange(largest, 0, _weights.Length);
        Assert.Single(_server.Asked);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_of_another_size_than_the_pinned_one_is_not_pulled(int more)
    {
        _server.Bytes = [.. _weights[..^1], .. new byte[1 + more]];
        var pulled = 0L;

        var fault = await Assert.ThrowsAsync<ModelException>(() => Pull(progress: (done, _) => pulled = done));

        Assert.Contains($"has {_weights.Length + more} bytes where the manifest pins {_weights.Length}", fault.Message);
        Assert.Equal(0, pulled);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_server_that_never_says_its_length_is_refused_where_no_size_is_pinned()
    {
        _model.EditManifest(m =>
        {
            m["weights"]![0]!["sha256"] = "unknown";
            m["weights"]![0]!.AsObject().Remove("size");
        });
        _server.Instead.Enqueue(context => context.Response.BodyWriter.WriteAsync(_weights, Stop).AsTask());

        Assert.Contains("does not say how long it is", (await Assert.ThrowsAsync<ModelException>(() => Pull())).Message);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("another")]
    public async Task A_source_that_is_not_a_file_of_the_pinned_size_is_not_copied(string source)
    {
        var another = _model.PathOf("another");
        File.WriteAllBytes(another, [.. _weights, 0]);

        Assert.Contains("where the manifest pins", (await Assert.ThrowsAsync<ModelException>(() => Pull(from: source == "another" ? another : source))).Message);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("https://files.example/model.onnx", "http://127.0.0.1:9/model.onnx")]
    [InlineData("https://files.example/model.onnx", "http://localhost:9/model.onnx")]
    [InlineData("https://files.example/model.onnx", "https://cdn.example/model.onnx", "http://[::1]:9/model.onnx")]
    [InlineData("http://127.0.0.1:9/model.onnx", "https://cdn.example/model.onnx", "http://127.0.0.1:9/again")]
    [InlineData("http://127.0.0.1:9/model.onnx", "http://192.0.2.1/model.onnx")]
    [InlineData("https://files.example/model.onnx", "file:///etc/passwd")]
    public async Task A_redirect_away_from_https_is_not_followed_to_this_machine_either(string first, params string[] redirects)
    {
        var hops = new RedirectingHandler(redirects);
        using var http = new HttpClient(hops);

        var fault = await Assert.ThrowsAsync<ModelException>(() => new ModelPull(_model.Folder, new RemoteFile(http, (_, _) => { })).RunAsync(first, pin: false, Stop));

        Assert.Contains("not https", fault.Message);
        Assert.Equal([first, .. redirects[..^1]], hops.Asked);
    }

    [Fact]
    public async Task A_redirect_on_the_same_machine_is_followed()
    {
        _server.Instead.Enqueue(Redirect("/elsewhere"));

        await Pull();

        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task Two_pulls_at_a_time_are_refused()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Instead.Enqueue(async context =>
        {
            entered.SetResult();
            await go.Task.WaitAsync(context.RequestAborted);
            await context.Response.BodyWriter.WriteAsync(_weights, Stop);
        });
        var first = Pull();
        await Eventually.EndsAsync("the first pull asks for the file", entered.Task, Stop);

        Assert.Contains("another pull", (await Assert.ThrowsAsync<ModelException>(() => Pull())).Message);

        go.SetResult();
        await first;
    }

    [Fact]
    public async Task A_model_that_comes_with_the_repository_has_nothing_to_pull()
    {
        _model.EditManifest(m => m["weights"]![0]!.AsObject().Remove("url"));

        Assert.Contains("nothing to pull", (await Assert.ThrowsAsync<ModelException>(() => Pull())).Message);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_told() =>
        Assert.Contains("--from", (await Assert.ThrowsAsync<ModelException>(() => Pull(from: _model.PathOf("none")))).Message);

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Task Page(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html>");
    }

    private static Func<HttpContext, Task> Redirect(string to) => context =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    };

    private async Task<IReadOnlyList<PulledFile>> Pull(string? from = null, bool pin = false, Action<long, long?>? progress = null, CancellationToken? stop = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var pull = new ModelPull(_model.Folder, new RemoteFile(http, progress ?? ((_, _) => { }))).RunAsync(from, pin, stop ?? Stop);
        return await Eventually.EndsAsync("the pull ends", pull, Stop, () => $"{_server.Asked.Count} requests");
    }

    /// <summary>Redirects each request to the next address.</summary>
    private sealed class RedirectingHandler(string[] redirects) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Found) { RequestMessage = request };
            answer.Headers.Location = new Uri(redirects[Asked.Count]);
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(answer);
        }
    }

    /// <summary>What a pull left behind.</summary>
    private string[] Left() => [.. Directory.GetFiles(_model.Folder).Select(file => Path.GetFileName(file)!).Where(file => file.Contains("model.onnx") && !file.EndsWith("validator"))];
}
