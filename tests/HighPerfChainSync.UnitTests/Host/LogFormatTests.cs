using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Logging;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class LogFormatTests
{
    [Fact]
    public void A_JSON_line_is_one_object_with_typed_fields()
    {
        var line = new LogLine(
            "Area", LogLevel.Warning, new EventId(7, "happened"), "two\nlines \"quoted\"", new InvalidOperationException("why"),
            [new("number", 18_446_744_073_709_551_615UL), new("text", "ü"), new("none", null), new("{OriginalFormat}", "hidden")]);

        string text = new JsonLogFormat(new ManualTime()).Format(line);

        Assert.DoesNotContain('\n', text);
        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement root = json.RootElement;
        Assert.Equal("1970-01-01T00:00:00.0000000Z", root.GetProperty("time").GetString());
        Assert.Equal("warning", root.GetProperty("level").GetString());
        Assert.Equal("happened", root.GetProperty("event").GetString());
        Assert.Equal("two\nlines \"quoted\"", root.GetProperty("message").GetString());
        Assert.Equal(ulong.MaxValue, root.GetProperty("fields").GetProperty("number").GetUInt64());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("fields").GetProperty("none").ValueKind);
        Assert.Contains("why", root.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_text_for_people_and_figures_for_machines()
    {
        var lines = new List<string>();
        var status = new StreamStatus { Chain = "ethereum", Activity = "fetching" };
        status.SetHead(12);
        ProgressSnapshot progress = new ProgressMeter(status, new ManualTime()).Take();

        DisplayLog.Progress(new CapturingLogger(lines, new JsonLogFormat(new ManualTime())), "ethereum", progress);
        DisplayLog.Progress(new CapturingLogger(lines, new TextLogFormat(new ManualTime())), "ethereum", progress);

        using JsonDocument json = JsonDocument.Parse(lines[0]);
        JsonElement figures = json.RootElement.GetProperty("fields").GetProperty("Progress");
        Assert.Equal(12, figures.GetProperty("head").GetInt32());
        Assert.Equal("fetching", figures.GetProperty("activity").GetString());
        Assert.Equal("00:00:00.000Z info  ethereum: " + progress, lines[1]);
    }

    [Fact]
    public void Text_shows_a_stack_only_for_what_nobody_foresaw()
    {
        var format = new TextLogFormat(new ManualTime());
        var known = new ChainSyncException(ChainSyncError.Sink, "the disk is full.");

        string expected = format.Format(new LogLine("Area", LogLevel.Error, default, "it failed", known, []));
        string fault = format.Format(new LogLine("Area", LogLevel.Error, default, "it failed", new InvalidOperationException("bug"), []));

        Assert.Equal("00:00:00.000Z error it failed: the disk is full.", expected);
        Assert.Contains(nameof(InvalidOperationException), fault, StringComparison.Ordinal);
    }
}
